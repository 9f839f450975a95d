// What a motion would have done: tasks for departments, and devices as they were tried in a branch. Its author writes them down,
// they are voted on with the text, and only a carried decision makes tasks of them.
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Effect } from '../../shared/records/effect.ts'
import { momentText } from '../panels/moments.ts'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import { LineField, MomentField } from './form-bits.tsx'
import { fieldOf, momentOf } from './moment-field.ts'
import type { BranchOffer } from '../../shared/protocol/meetings.ts'
import type { Sight } from './sight.ts'

const WEEK_MS = 7 * 86_400_000

/** As one line of a list. */
export function effectText(effect: Effect, timeZone: string): string {
  const { department, dueAt } = effect
  const time = momentText(Date.parse(dueAt), timeZone, 0)
  if (effect.kind === 'department') return say('effectDepartment', { what: effect.what, department, time })
  const parameters = Object.entries(effect.parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
  return say('effectDevice', { device: effect.device, parameters, department, time })
}

/** Under a motion. */
export function Effects({ effects, timeZone }: { readonly effects: readonly Effect[]; readonly timeZone: string }) {
  if (effects.length === 0) return null
  return (
    <>
      <p class="ballot-title">{say('effects')}</p>
      <ul class="rows">
        {effects.map((effect, i) => (
          <li key={i} class="row-item">
            {effectText(effect, timeZone)}
          </li>
        ))}
      </ul>
    </>
  )
}

export function EffectsForm(props: {
  readonly model: PanelModel
  readonly sight: Sight
  readonly effects: Signal<readonly Effect[]>
}) {
  const { model, sight, effects } = props
  const timeZone = model.timeZone.value
  const what = useSignal('')
  const department = useSignal('')
  const due = useSignal(fieldOf(model.meeting.serverMs.peek() + WEEK_MS, timeZone))
  const offers = useSignal<readonly BranchOffer[]>([])
  const { records } = model.meeting.acts
  useEffect(() => {
    void records.offers(sight.meeting).then(
      ({ branches }) => (offers.value = branches.filter(({ ready, devices }) => ready && devices.length > 0)),
      () => (offers.value = []),
    )
  }, [records, sight.meeting, offers])
  const dueAt = (): string => new Date(momentOf(due.value, timeZone) ?? Date.now() + WEEK_MS).toISOString()
  const by = (): string => department.value.trim() || say('effectDuty')
  const add = (): void => {
    if (what.value.trim() === '') return
    effects.value = [
      ...effects.value,
      { kind: 'department', what: what.value.trim(), department: by(), dueAt: dueAt() },
    ]
    what.value = ''
  }
  const addFrom = ({ devices }: BranchOffer): void => {
    const added = devices.map(({ device, parameters }) => {
      return { kind: 'device', device, parameters: { ...parameters }, department: by(), dueAt: dueAt() } as const
    })
    effects.value = [...effects.value, ...added]
  }
  return (
    <fieldset class="effects">
      <legend>{say('effects')}</legend>
      <p class="quiet">{say('effectsTip')}</p>
      <ul class="rows">
        {effects.value.map((effect, i) => {
          const shown = effectText(effect, timeZone)
          const remove = (): void => void (effects.value = effects.value.filter((_, at) => at !== i))
          return (
            <li key={`${i} ${shown}`} class="row-item">
              <span class="who">{shown}</span>
              <button type="button" aria-label={say('effectRemove', { what: shown })} onClick={remove}>
                {say('effectTaken')}
              </button>
            </li>
          )
        })}
      </ul>
      <LineField label={say('effectWhat')} line={what} />
      <LineField label={say('effectWho')} line={department} most={80} />
      <MomentField label={say('effectDue')} moment={due} />
      <div class="buttons">
        <button type="button" aria-disabled={what.value.trim() === ''} onClick={add}>
          {say('effectAdd')}
        </button>
        {offers.value.map((offer) => (
          <button key={offer.branch} type="button" onClick={() => addFrom(offer)}>
            {say('effectAddFrom', { title: offer.title })}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
