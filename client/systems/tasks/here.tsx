// Devices and tasks on the page: their lists on the duty desk, their marks, the devices as they stand in the city with their
// cards, and a word when somebody else's task waits for one's approval.
import { DeviceRow } from '../../../shared/systems/tasks/told.ts'
import type { Deed } from '../../panels/duty-items.ts'
import type { Card, PanelModel } from '../../panels/model.ts'
import { isKey, say } from '../../panels/strings.ts'
import { markWords, wordsText } from '../../panels/told-words.ts'
import { rowsOf } from '../rows.ts'
import type { StandingThing, SystemHere } from '../system.ts'
import { assignmentsDesk } from './assignments-desk.ts'
import {
  commandDevice,
  devicesDesk,
  devicesOf,
  incidentsDesk,
  kindText,
  mayApprove,
  taskName,
  tasksDesk,
  tasksOf,
  valueText,
} from './desk.ts'

const CARD = 'device/'

export const tasksHere: SystemHere = {
  id: 'tasks',
  markText: ({ kind, text }) => {
    const key = `mark_${kind.replace('.', '_')}`
    return isKey(key) ? say(key, { what: markWords(text) }) : null
  },
  duty: [devicesDesk, tasksDesk, assignmentsDesk, incidentsDesk],
  things: (facts, isFork) => rowsOf(facts, 'tasks.device', DeviceRow).map((device) => standing(device, isFork)),
  cardDeeds,
  Banner,
}

/** In a fork a device stands as it was tried there; live it stands as it was read. */
function standing(device: DeviceRow, isFork: boolean): StandingThing {
  const { id, kind, atM, headingRad, position, tried, parameters } = device
  const [first] = parameters
  const wanted = isFork && first ? tried?.[first.key] : undefined
  const value = wanted ?? position?.value ?? null
  const isShare = first !== undefined && first.max > first.min
  const share = value !== null && isShare ? Math.min(1, Math.max(0, rangeShare(value, device))) : null
  return { id, kind, atM, headingRad, share, card: () => cardOf(device) }
}

/** Of shares the value itself: limits of this city do not move the ends of a barrier's way. */
const rangeShare = (value: number, { parameters: [first] }: DeviceRow): number =>
  !first || first.key.endsWith('Share') ? value : (value - first.min) / (first.max - first.min)

function cardOf({ id, name, kind, position, readBack, isSimulated, atM }: DeviceRow): Card {
  return {
    id: `${CARD}${id}`,
    title: wordsText(name),
    kind: 'device',
    facts: [
      { key: 'kind', value: kindText(kind) },
      ...(position ? [{ key: 'position', value: valueText(position.value, '', readBack.key) }] : []),
    ],
    source: { title: id, attribution: id, licence: '', date: '' },
    truth: isSimulated ? 'synthetic' : 'measured',
    atM,
  }
}

function cardDeeds(model: PanelModel, card: Card): readonly Deed[] {
  const device = devicesOf(model).find(({ id }) => card.id === `${CARD}${id}`)
  if (!device || !model.time.canOperate.value) return []
  const label = say('commandNamed', { name: wordsText(device.name) })
  return [{ shown: say('command'), label, isPrimary: true, press: () => commandDevice(device, model) }]
}

function Banner({ model }: { readonly model: PanelModel }) {
  const waiting = tasksOf(model).find((task) => mayApprove(task, model))
  return (
    <div role="alert">
      {waiting && model.open.value !== 'duty' && (
        <div class="panel banner">
          <p>{say('approvalWaits', { name: taskName(waiting, model) })}</p>
          <button
            type="button"
            onClick={() => {
              model.duty.value = tasksDesk.id
              model.open.value = 'duty'
            }}
          >
            {say('showDuty')}
          </button>
        </div>
      )}
    </div>
  )
}
