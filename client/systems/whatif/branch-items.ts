// One branch on the board: what is changed in it, its runs, what came of them with and without, the evidence, and what may be
// done with the branch as a whole.
import { type Compared, compare } from '../../../shared/systems/whatif/compare.ts'
import { conflictsBetween } from '../../../shared/systems/whatif/merge.ts'
import type { RunRow, StepRow, ToldBranch } from '../../../shared/systems/whatif/told.ts'
import type { BoardItem } from '../../panels/board-items.ts'
import type { Host } from '../../panels/host.ts'
import { firstValues, type InterventionKind, interventionText, kindOf } from '../../panels/interventions.ts'
import type { PanelModel } from '../../panels/model.ts'
import { indicatorText, numberText, quantityText, signedText, unitText } from '../../panels/moments.ts'
import { say } from '../../panels/strings.ts'
import { againItems } from './again-items.ts'
import { freshId, measure, members, merging, place, sure } from './place.ts'
import { branchesOf, canLook, isUnderWay, progressOf, runOf, untilMsOf } from './rows.ts'
import { aboutText, button, clock, runName, stateText, stepInDeeds, text } from './words.ts'

const MEMBERS = [1, 3, 5, 10] as const
/** A hash is known by its beginning. */
const HASH_LETTERS = 16

type Given = { readonly model: PanelModel; readonly host: Host; readonly kinds: readonly InterventionKind[] }

export function branchItems(told: ToldBranch, given: Given): BoardItem[] {
  const { model, host } = given
  const { branch } = told
  const isPlanner = model.time.canPlan.value
  return [
    button(say('whatifAll'), () => {
      place.value = { is: 'list' }
    }),
    {
      kind: 'row',
      label: branch.title,
      detail: `${aboutText(told, model)} · ${stateText(told)}`,
      deeds: [...stepInDeeds(told, model), ...baselineDeeds(told, model)],
    },
    ...(isPlanner && canLook(runOf(told, 'branch')) ? bringItems(told, model, host) : []),
    { kind: 'heading', label: say('whatifSteps') },
    ...(told.steps.length === 0 ? [text(say('whatifNoSteps'))] : []),
    ...told.steps.map((step) => stepRow(step, given)),
    ...(isPlanner ? addItems(told, given) : []),
    { kind: 'heading', label: say('whatifRun') },
    ...runItems(told, model),
    ...(isPlanner ? [] : [text(say('whatifOnlyPlanners'))]),
    { kind: 'heading', label: say('whatifCompare') },
    ...tableItems(told),
    ...evidenceItems(told, model, host),
    ...againItems(told, model, host),
    ...(isPlanner ? wholeItems(told, model, host) : []),
  ]
}

function baselineDeeds(told: ToldBranch, model: PanelModel) {
  const run = runOf(told, 'baseline')
  if (!canLook(run)) return []
  const { title } = told.branch
  const press = (): void => model.time.acts.stepInto(run.timeline, untilMsOf(told, run) - 1)
  return [{ shown: say('whatifLookBase'), label: say('whatifLookBaseNamed', { title }), press }]
}

/** At the moment one looks at where that is in the branch, else at its end. */
function bringItems(told: ToldBranch, model: PanelModel, host: Host): BoardItem[] {
  const run = runOf(told, 'branch')
  if (!canLook(run)) return []
  const { timeline } = run
  const looking = model.time.looking.value
  const atMs = looking.is === 'fork' && looking.name === timeline ? looking.atMs : untilMsOf(told, run) - 1
  return [
    button(say('whatifBring'), () => {
      model.time.acts.stepInto(timeline, atMs)
      model.acts.gather({ timeline, atMs: Math.round(atMs) })
    }),
    ...(host === 'screen' ? [text(say('whatifBringTip'))] : []),
  ]
}

function stepRow(step: StepRow, { model, kinds }: Given): BoardItem {
  const { branch, n, atS, command, by, inBaseline } = step
  const what = interventionText(kinds, command)
  const after = atS === 0 ? say('whatifAtOnce') : say('whatifAfter', { minutes: numberText(atS / 60) })
  const known = kindOf(kinds, command)
  const edit = (): void => {
    if (known) place.value = { is: 'step', branch, n, kind: known.kind.id, values: known.values, atS, inBaseline }
  }
  const remove = (): void => model.time.acts.command({ type: 'whatif.remove', branch, n })
  return {
    kind: 'row',
    label: what,
    detail: [
      say('whatifStepDetail', { after, by: by.name ?? by.id }),
      ...(inBaseline ? [say('whatifInBothDetail')] : []),
    ].join(' · '),
    deeds: model.time.canPlan.value
      ? [
          ...(known ? [{ shown: say('whatifEdit'), label: say('whatifEditNamed', { what }), press: edit }] : []),
          { shown: say('whatifRemove'), label: say('whatifRemoveNamed', { what }), press: remove },
        ]
      : [],
  }
}

/** From a list, by numbers; what has a place is pointed at. */
function addItems({ branch }: ToldBranch, { model, kinds, host }: Given): BoardItem[] {
  const write = (kind: InterventionKind): void => {
    place.value = {
      is: 'step',
      branch: branch.id,
      n: null,
      kind: kind.id,
      values: firstValues(kind),
      atS: 0,
      inBaseline: kind.isCircumstance === true,
    }
  }
  const point = (kind: InterventionKind): void => {
    const { tool } = kind
    if (!tool) return
    model.open.value = null
    model.notice.value = say('whatifPointing')
    const done = (): void => {
      if (model.notice.value === say('whatifPointing')) model.notice.value = ''
      place.value = { is: 'branch', branch: branch.id }
      model.open.value = 'whatif'
    }
    model.placing.begin({
      tool,
      onPlaced: (command) => {
        model.time.acts.command({ type: 'whatif.add', branch: branch.id, atS: 0, command })
        done()
      },
      onCancelled: done,
    })
  }
  const written = kinds.filter(({ tool }) => tool === undefined)
  const pointed = kinds.filter(({ tool }) => tool !== undefined)
  const label = (kind: InterventionKind): string => say(kind.title)
  return [
    ...(pointed.length > 0 ? [group(say('whatifPoint'), pointed, label, point)] : []),
    ...(written.length > 0 && host === 'screen' ? [group(say('whatifWrite'), written, label, write)] : []),
    ...(host === 'headset'
      ? written.map((kind) => button(say('whatifAddKind', { what: label(kind) }), () => write(kind)))
      : []),
  ]
}

const group = (
  label: string,
  kinds: readonly InterventionKind[],
  labelOf: (kind: InterventionKind) => string,
  press: (kind: InterventionKind) => void,
): BoardItem => ({
  kind: 'choice',
  label,
  options: kinds.map((kind) => ({ label: labelOf(kind), isOn: false, press: () => press(kind) })),
})

function runItems(told: ToldBranch, { time }: PanelModel): BoardItem[] {
  const { branch, runs } = told
  const underWay = isUnderWay(told)
  const troubles = runs.flatMap((run) => troubleOf(run))
  const items: BoardItem[] = underWay
    ? [{ kind: 'progress', label: say('whatifProgress', { title: branch.title }), share: progressOf(told) }]
    : []
  if (!time.canPlan.value) return [...items, ...troubles.map(text)]
  const command =
    (type: string, more: object = {}) =>
    (): void =>
      time.acts.command({ type, branch: branch.id, ...more })
  if (underWay) return [...items, button(say('whatifCancel'), command('whatif.cancel')), ...troubles.map(text)]
  return [
    {
      kind: 'choice',
      label: say('whatifMembers'),
      options: MEMBERS.map((n) => ({
        label: numberText(n),
        isOn: members.value === n,
        press: () => {
          members.value = n
        },
      })),
    },
    text(say('whatifMembersTip')),
    {
      ...button(
        say(runs.length === 0 ? 'whatifRun' : 'whatifRunAgain'),
        command('whatif.run', { members: members.value }),
      ),
      isPrimary: true,
    },
    ...troubles.map(text),
  ]
}

function troubleOf(run: RunRow): string[] {
  const { state, reason, reachedS } = run
  if (state === 'cancelled') return [say('whatifCancelled', { run: runName(run) })]
  if (reason === '' || state === 'queued' || state === 'running') return []
  if (reachedS > 0 && state === 'failed')
    return [say('whatifCut', { run: runName(run), hours: numberText(reachedS / 3600), reason })]
  return [say('whatifFailed', { run: runName(run), reason })]
}

function tableItems({ runs }: ToldBranch): BoardItem[] {
  // What differs comes first.
  const isSame = ({ low, high }: Compared): number => Number((low ?? 0) === 0 && (high ?? 0) === 0)
  const rows = compare(runs, measure.value)
    .filter(({ branch, baseline }) => branch !== null || baseline !== null)
    .toSorted((one, other) => isSame(one) - isSame(other))
  if (rows.length === 0) return [text(say('whatifNothingCompared'))]
  const pairs = Math.max(...rows.map((one) => one.pairs))
  return [
    {
      kind: 'choice',
      label: say('whatifMeasure'),
      options: (['end', 'peak'] as const).map((one) => ({
        label: say(one === 'end' ? 'whatifEnd' : 'whatifPeak'),
        isOn: measure.value === one,
        press: () => {
          measure.value = one
        },
      })),
    },
    {
      kind: 'table',
      label: say('whatifCompare'),
      head: [
        say('whatifIndicator'),
        say('whatifWithout'),
        say('whatifWith'),
        say('whatifDifference'),
        say('whatifSpread'),
      ],
      rows: rows.map(tableRow),
    },
    ...(pairs > 1 ? [text(say('whatifPairs', { pairs }))] : []),
  ]
}

export function tableRow(one: Compared): { readonly cells: readonly string[]; readonly told: string } {
  const { unit, baseline, branch, difference, low, high, pairs } = one
  const name = indicatorText(one)
  const value = (v: number | null): string => (v === null ? '–' : quantityText(v, unit))
  const signed = (v: number | null): string => (v === null ? '–' : `${signedText(v)} ${unitText(unit)}`.trim())
  const spread =
    low === null || high === null
      ? '–'
      : pairs === 1
        ? say('whatifOneMember')
        : `${say('whatifSpreadValue', { low: signedText(low), high: signedText(high) })} ${unitText(unit)}`.trim()
  const told = say('whatifRow', {
    without: value(baseline),
    with: value(branch),
    difference: signed(difference),
    spread,
  })
  return { cells: [name, value(baseline), value(branch), signed(difference), spread], told }
}

function evidenceItems({ runs }: ToldBranch, model: PanelModel, host: Host): BoardItem[] {
  if (host === 'headset') return []
  const known = runs.flatMap((run) => (run.evidence ? [{ run, evidence: run.evidence }] : []))
  if (known.length === 0) return []
  return [
    { kind: 'heading', label: say('whatifEvidence') },
    ...known.map(({ run, evidence }): BoardItem => {
      const { city, cityHash, fork, interventionsHash, systems, build, inputsHash, outputsHash } = evidence
      const { timeline, seq, atMs } = fork
      const hash = (text: string): string => text.slice(0, HASH_LETTERS)
      const lines: readonly (readonly [string, string])[] = [
        [say('whatifEv_city'), `${city} ${hash(cityHash)}`],
        [say('whatifEv_fork'), say('whatifEv_place', { timeline, seq, time: clock(atMs, model) })],
        [say('whatifEv_state'), hash(fork.stateHash)],
        [say('whatifEv_interventions'), hash(interventionsHash)],
        [say('whatifEv_systems'), systems.map(({ id, version }) => `${id} ${version}`).join(', ')],
        [say('whatifEv_build'), hash(build)],
        [say('whatifEv_inputs'), hash(inputsHash)],
        [say('whatifEv_outputs'), hash(outputsHash)],
      ]
      return {
        kind: 'details',
        label: say('whatifEvidenceOf', { run: runName(run) }),
        lines: lines.map(([name, value]) => ({ name, value })),
      }
    }),
  ]
}

/** The branch as a whole: called, copied, moved, joined with another, saved, gone. */
function wholeItems(told: ToldBranch, model: PanelModel, host: Host): BoardItem[] {
  const { branch } = told
  const { id, title } = branch
  const { time } = model
  const command = (one: Parameters<typeof time.acts.command>[0]): void => time.acts.command(one)
  const looking = time.looking.value
  const pastMs = looking.is === 'past' ? Math.round(looking.atMs) : null
  const copy = (): void => {
    const to = freshId()
    command({ type: 'whatif.copy', branch: id, to, title: say('whatifTitleCopy', { title }).slice(0, 80) })
    place.value = { is: 'branch', branch: to }
  }
  const isSure = sure.value === id
  const remove = (): void => {
    if (!isSure) {
      sure.value = id
      return
    }
    sure.value = ''
    place.value = { is: 'list' }
    command({ type: 'whatif.delete', branch: id })
  }
  return [
    { kind: 'heading', label: say('whatifMoreDeeds') },
    {
      kind: 'typed',
      label: say('whatifTitle'),
      value: title,
      most: 80,
      deed: say('whatifRename'),
      done: (typed) => {
        if (typed.trim() !== '') command({ type: 'whatif.rename', branch: id, title: typed.trim() })
      },
    },
    button(say('whatifCopy'), copy),
    button(pastMs === null ? say('whatifRebase') : say('whatifRebaseAt', { time: clock(pastMs, model) }), () =>
      command({ type: 'whatif.rebase', branch: id, ...(pastMs === null ? {} : { atMs: pastMs }) }),
    ),
    ...mergeItems(told, model),
    ...(host === 'screen'
      ? [
          {
            kind: 'link',
            label: say('whatifExport'),
            href: `/whatif/${id}.case.json`,
            file: `${id}.case.json`,
          } as const,
          text(say('whatifExportTip')),
        ]
      : [text(say('whatifOnScreen'))]),
    button(isSure ? say('whatifDeleteSure', { title }) : say('whatifDelete'), remove),
  ]
}

/** Another branch's interventions; where both speak of the same thing one is asked which is kept. */
function mergeItems(told: ToldBranch, model: PanelModel): BoardItem[] {
  const { branch } = told
  const others = branchesOf(model).filter((one) => one.branch.id !== branch.id && one.steps.length > 0)
  const merge = (from: string, prefer?: 'branch' | 'from'): void => {
    merging.value = ''
    model.time.acts.command({ type: 'whatif.merge', branch: branch.id, from, ...(prefer ? { prefer } : {}) })
  }
  const asked = others.find((one) => one.branch.id === merging.value)
  if (asked) {
    const things = conflictsBetween(listed(told), listed(asked)).join(', ')
    const keep = ({ branch: { title } }: ToldBranch, prefer: 'branch' | 'from') =>
      button(say('whatifKeepMine', { title }), () => merge(asked.branch.id, prefer))
    return [text(say('whatifConflicts', { things })), keep(told, 'branch'), keep(asked, 'from')]
  }
  return others.map((one) =>
    button(say('whatifMergeNamed', { title: one.branch.title }), () => {
      if (conflictsBetween(listed(told), listed(one)).length > 0) merging.value = one.branch.id
      else merge(one.branch.id)
    }),
  )
}

const listed = ({ branch, steps }: ToldBranch) => ({ from: { ...branch.from }, interventions: [...steps] })
