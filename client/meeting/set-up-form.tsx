// Setting up a meeting, for operators: fields for what differs, people as lines one can paste, or a file that has it all.
import { useSignal } from '@preact/signals'
import { PRESETS } from '../../shared/civic/presets.ts'
import type { PanelModel } from '../panels/model.ts'
import { useOwnId } from '../panels/own-id.ts'
import { type Key, say } from '../panels/strings.ts'
import { wordsText } from '../panels/told-words.ts'
import { TypedField } from '../panels/typed-field.tsx'
import { ProofRule } from './proof-votes.tsx'
import { setUpFrom, type SetUpGiven, setUpOf } from './set-up.ts'
import { WhenField } from './when.tsx'

const EMPTY = {
  title: '',
  body: '',
  room: '',
  rules: PRESETS[0]?.id ?? '',
  chairs: '',
  secretaries: '',
  seats: '',
  notice: '',
  startsAt: '',
}

export function SetUp({ model }: { readonly model: PanelModel }) {
  const { meeting } = model
  const typed = useSignal(EMPTY)
  const isHere = useSignal(true)
  const isByProof = useSignal(false)
  const told = useSignal('')
  const place = () => (isHere.value ? meeting.acts.here() : null)
  const send = async (given: SetUpGiven | string): Promise<void> => {
    if (typeof given === 'string') {
      told.value = given
      return
    }
    const missing = await meeting.proofs.whyNot(given)
    const why = missing ?? (await meeting.acts.setUp(given))
    told.value = why === '' ? say('meetIsSetUp') : say('refused', { reason: why })
    if (why !== '') return
    typed.value = EMPTY
    meeting.watch(given.meeting)
    meeting.tab.value = 'meetings'
  }
  const field = (
    name: Exclude<keyof typeof EMPTY, 'rules' | 'startsAt'>,
    key: Key,
    as: 'line' | 'lines' | 'number',
  ) => (
    <TypedField
      label={say(key)}
      as={as}
      value={typed.value[name]}
      change={(value) => {
        typed.value = { ...typed.value, [name]: value }
      }}
    />
  )
  /** Null for that of the rules. */
  const ownNoticeS = (): number | null => {
    const { notice } = typed.value
    return notice.trim() === '' ? null : Math.round(Number(notice) * 3600)
  }
  const noticeS = ownNoticeS() ?? PRESETS.find((preset) => preset.id === typed.value.rules)?.noticeS ?? 0
  const startsAt = {
    get value(): string {
      return typed.value.startsAt
    },
    set value(field: string) {
      typed.value = { ...typed.value, startsAt: field }
    },
  }
  const id = useOwnId()
  return (
    <details class="set-up">
      <summary>{say('meetSetUp')}</summary>
      <form
        class="rule-form"
        onSubmit={(event) => {
          event.preventDefault()
          const { notice: _, ...fields } = typed.value
          const given = { ...fields, noticeS: ownNoticeS(), isByProof: isByProof.value, place: place() }
          const nowMs = meeting.serverMs.value || Date.now()
          void send(setUpOf(given, meeting.newId('meeting'), { nowMs, timeZone: model.timeZone.value }))
        }}
      >
        {field('title', 'meetTitle', 'line')}
        {field('body', 'meetBody', 'line')}
        {field('room', 'meetRoom', 'line')}
        <div class="number-field">
          <label for={id}>{say('meetRules')}</label>
          <select
            id={id}
            value={typed.value.rules}
            onChange={(event) => {
              typed.value = { ...typed.value, rules: event.currentTarget.value }
            }}
          >
            {PRESETS.map((preset) => (
              <option key={preset.id} value={preset.id}>
                {wordsText(preset.name)}
              </option>
            ))}
          </select>
        </div>
        <p class="quiet">{say('meetLinesTip')}</p>
        {field('chairs', 'meetChairs', 'lines')}
        {field('secretaries', 'meetSecretaries', 'lines')}
        {field('seats', 'meetSeats', 'lines')}
        {field('notice', 'meetNotice', 'number')}
        <WhenField model={model} moment={startsAt} noticeS={noticeS} hint={say('meetWhenLater')} />
        <ProofRule meeting={meeting} chosen={isByProof} />
        <label class="check">
          <input
            type="checkbox"
            checked={isHere.value}
            onChange={(event) => {
              isHere.value = event.currentTarget.checked
            }}
          />{' '}
          {say('meetPlaceHere')}
        </label>
        <div class="buttons">
          <button type="submit" class="primary">
            {say('meetSetUp')}
          </button>
          <label class="as-button file">
            {say('meetSetUpFile')}
            <input
              type="file"
              accept="application/json,.json"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? []
                if (file) void file.text().then((text) => send(setUpFrom(text, place())))
                event.currentTarget.value = ''
              }}
            />
          </label>
        </div>
        <div role="alert">{told.value !== '' && <p class="refusal">{told.value}</p>}</div>
      </form>
    </details>
  )
}
