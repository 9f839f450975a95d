// Open consultations as a board of rows, for a headset: until when, what one has answered, and the address to answer at. Answering
// needs a key, and a headset has none of its own.
import type { BoardItem } from '../panels/board-items.ts'
import { say } from '../panels/strings.ts'
import type { ConsultationModel, ConsultationsModel } from './consultation-model.ts'
import { moment } from './moment.ts'

/** `host`: by which this page was opened. */
export function consultItems(consult: ConsultationsModel, host: string): readonly BoardItem[] {
  const { trouble, open, isAnyOpen } = consult
  const rows = open.value.flatMap(({ listed, model }): BoardItem[] => {
    const { consultation, title, body, closesAtMs } = listed
    const until = say('consultCloses', { time: moment(closesAtMs) })
    const answered = answeredText(model)
    return [
      { kind: 'row', label: title, detail: `${say('consultBy', { body })} · ${until}`, deeds: [] },
      ...(answered === '' ? [] : [text(answered)]),
      text(`${host}/consultations/${consultation}`),
    ]
  })
  return [
    ...(trouble.value === '' ? [] : [text(trouble.value)]),
    // One that is listed may not be looked into yet.
    text(say(rows.length === 0 && !isAnyOpen.value ? 'consultNoneOpen' : 'consultOnPhone')),
    ...rows,
    { kind: 'button', label: say('lookAgain'), press: () => void consult.lookIntoOpen() },
  ]
}

/** Empty of a guest, and while nobody knows. */
function answeredText({ told, me, answered }: ConsultationModel): string {
  const all = told.value?.statements.length
  if (all === undefined || me.value === null) return ''
  if (all === 0) return say('consultNoStatements')
  return answered.value === all ? say('consultAllDone') : say('consultProgress', { done: answered.value, all })
}

const text = (label: string): BoardItem => ({ kind: 'text', label })
