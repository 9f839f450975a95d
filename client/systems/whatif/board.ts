// The board of "what if": the branches everybody has made, one of them with all that belongs to it, and the form of an
// intervention. Everybody may look and step in; only planners change.
import type { ToldBranch } from '../../../shared/systems/whatif/told.ts'
import { type Board, type BoardItem, numberFor } from '../../panels/board-items.ts'
import { paged } from '../../panels/duty-pages.ts'
import type { Host } from '../../panels/host.ts'
import type { InterventionKind } from '../../panels/interventions.ts'
import type { PanelModel } from '../../panels/model.ts'
import { numberText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import { branchItems } from './branch-items.ts'
import { freshId, hours, place, type Place } from './place.ts'
import { branchesOf } from './rows.ts'
import { aboutText, button, clock, stateText, stepInDeeds, text } from './words.ts'

const HOURS = [0.5, 1, 3, 6, 24] as const

export const whatifBoard: Board = {
  title: 'whatif',
  items(model, { host, interventions: kinds }) {
    const at = place.value
    const told = at.is === 'list' ? undefined : branchesOf(model).find(({ branch }) => branch.id === at.branch)
    if (!told || at.is === 'list') return listItems(model, host)
    if (at.is === 'step') return stepItems(told, at, kinds, model)
    return branchItems(told, { model, host, kinds })
  },
}

function listItems(model: PanelModel, host: Host): BoardItem[] {
  const { time } = model
  const branches = branchesOf(model)
  const rows = branches.map((told) => rowOf(told, model))
  return [
    ...(host === 'screen' ? [text(say('whatifTip'))] : []),
    ...(time.canPlan.value ? beginItems(model, branches.length) : [text(say('whatifOnlyPlanners'))]),
    { kind: 'heading', label: say('whatifBranches') },
    ...(rows.length === 0 ? [text(say('whatifNone'))] : []),
    ...paged('whatif', rows, host),
    ...(time.canPlan.value
      ? [
          {
            kind: 'file',
            label: say('whatifImport'),
            accept: '.json,application/json',
            take: (file: Blob) => model.time.acts.importCase(file),
          } as const,
        ]
      : []),
  ]
}

/** From now, or from the past moment one looks at. */
function beginItems(model: PanelModel, count: number): BoardItem[] {
  const { time } = model
  const looking = time.looking.value
  const atMs = looking.is === 'past' ? looking.atMs : null
  const begin = (title: string): void => {
    const branch = freshId()
    time.acts.command({
      type: 'whatif.begin',
      branch,
      title: title.trim() || say('whatifTitleFirst', { n: count + 1 }),
      hours: hours.value,
      ...(atMs === null ? {} : { from: { atMs: Math.round(atMs) } }),
    })
    place.value = { is: 'branch', branch }
  }
  return [
    {
      kind: 'choice',
      label: say('whatifHours'),
      options: HOURS.map((n) => ({
        label: numberText(n),
        isOn: hours.value === n,
        press: () => {
          hours.value = n
        },
      })),
    },
    {
      kind: 'typed',
      label: say('whatifTitle'),
      value: say('whatifTitleFirst', { n: count + 1 }),
      most: 80,
      deed: atMs === null ? say('whatifBeginNow') : say('whatifBeginAt', { time: clock(atMs, model) }),
      done: begin,
    },
  ]
}

function rowOf(told: ToldBranch, model: PanelModel): BoardItem & { readonly kind: 'row' } {
  const { id, title } = told.branch
  return {
    kind: 'row',
    label: title,
    detail: `${aboutText(told, model)} · ${stateText(told)}`,
    deeds: [
      {
        shown: say('whatifOpen'),
        label: say('whatifOpenNamed', { title }),
        press: () => {
          place.value = { is: 'branch', branch: id }
        },
      },
      ...stepInDeeds(told, model),
    ],
  }
}

function stepItems(
  { branch }: ToldBranch,
  at: Extract<Place, { is: 'step' }>,
  kinds: readonly InterventionKind[],
  model: PanelModel,
): BoardItem[] {
  const kind = kinds.find(({ id }) => id === at.kind)
  const back = (): void => {
    place.value = { is: 'branch', branch: branch.id }
  }
  if (!kind) return [button(say('whatifBack'), back)]
  const set = (more: (now: typeof at) => Partial<typeof at>): void => {
    const now = place.value
    if (now.is === 'step') place.value = { ...now, ...more(now) }
  }
  const save = (): void => {
    const now = place.value
    const { branch: id, n, atS, inBaseline, values } = now.is === 'step' ? now : at
    const told = branchesOf(model).find((one) => one.branch.id === id)
    const before = told?.steps.find((step) => step.n === n)?.command ?? null
    const command = kind.command(values, { atMs: branch.from.atMs + 1000 * atS, before })
    model.time.acts.command(
      n === null
        ? { type: 'whatif.add', branch: id, atS, command, inBaseline }
        : { type: 'whatif.change', branch: id, n, atS, command, inBaseline },
    )
    back()
  }
  const title = say(kind.title)
  return [
    { kind: 'heading', label: title },
    ...kind.fields.map((field): BoardItem => ({
      ...field,
      kind: 'number',
      label: say(field.label),
      value: at.values[field.key] ?? field.first,
      change: (value) =>
        set(({ values }) => ({ values: { ...values, [field.key]: numberFor(field, value) ?? field.first } })),
    })),
    {
      kind: 'number',
      label: say('whatifOffset'),
      unit: 'min',
      value: at.atS / 60,
      least: 0,
      most: branch.hours * 60,
      step: 1,
      change: (minutes) =>
        set(() => ({ atS: Math.round(60 * Math.min(branch.hours * 60, Math.max(0, minutes || 0))) })),
    },
    {
      ...button(say('whatifInBoth'), () => set(({ inBaseline }) => ({ inBaseline: !inBaseline }))),
      isOn: at.inBaseline,
    },
    text(say('whatifInBothTip')),
    { ...button(say(at.n === null ? 'whatifAdd' : 'whatifSave'), save), isPrimary: true },
    button(say('whatifBack'), back),
  ]
}
