// A PDF of one's own for the meeting: chosen, sent as it is; the server reads its pages and says why not.
import { useSignal } from '@preact/signals'
import { say } from '../panels/strings.ts'
import type { MeetingModel } from './meeting-model.ts'
import { currentItem, type Sight } from './sight.ts'

const MOST_TITLE = 160

export function AddDocument({ meeting, sight }: { readonly meeting: MeetingModel; readonly sight: Sight }) {
  const trouble = useSignal('')
  const send = async (file: File): Promise<void> => {
    const id = meeting.newId('doc')
    const title = file.name.replace(/\.pdf$/i, '').slice(0, MOST_TITLE)
    const item = currentItem(sight)?.id
    trouble.value = await meeting.acts.addDocument(sight.meeting, { id, title, ...(item ? { item } : {}) }, file)
  }
  return (
    <div class="deeds">
      <label class="as-button file">
        {say('meetAddDocument')}
        <input
          type="file"
          accept="application/pdf,.pdf"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            if (file) void send(file)
            event.currentTarget.value = ''
          }}
        />
      </label>
      <div role="alert">
        {trouble.value !== '' && <p class="refusal">{say('refused', { reason: trouble.value })}</p>}
      </div>
    </div>
  )
}
