// Living in the city: the key a clerk issues a credential for, the credential brought, read and shown, and taking it back.
import { useState } from 'preact/hooks'
import { identity } from '../wallet/identity-model.ts'
import { hasCryptography } from '../wallet/own-key.ts'
import type { Me } from '../wallet/shapes.ts'
import { dateText, saveText } from './files.ts'
import { Buttons, Question } from './identity-bits.tsx'
import { useOwnId } from './own-id.ts'
import { say } from './strings.ts'

export function ResidencyPart({ lives, zone }: { readonly lives: Me['residency']; readonly zone: string }) {
  if (lives)
    return (
      <>
        <p>{say('residencyLives', { ...lives, date: dateText(lives.untilMs, zone) })}</p>
        <Buttons of={[{ shown: say('residencyRemove'), does: () => void identity.removeResidency() }]} />
      </>
    )
  if (!hasCryptography()) return <p class="quiet">{say('noKeysHere')}</p>
  const brought = identity.credential.value
  if (!brought) return <Bring />
  const { area, issuer, untilMs } = brought
  return (
    <Question
      label={say('residency')}
      asks={say('residencySays', { area, issuer, date: dateText(untilMs, zone) })}
      answers={[
        { shown: say('residencyShow'), does: () => void identity.showCredential(), isPrimary: true },
        {
          shown: say('residencyNot'),
          does: () => {
            identity.credential.value = null
          },
        },
      ]}
    />
  )
}

function Bring() {
  const [text, setText] = useState('')
  const [textId, fileId] = [useOwnId(), useOwnId()]
  const saveKey = async (): Promise<void> => {
    const key = await identity.keyForClerk()
    if (key !== null) saveText(key, 'townhall-residency-key.json')
  }
  return (
    <>
      <p class="quiet">{say('residencyTip')}</p>
      <Buttons of={[{ shown: say('residencyKey'), does: () => void saveKey() }]} />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void identity.bringCredential(text)
        }}
      >
        <label for={textId}>{say('residencyPaste')}</label>
        <div class="field">
          <input
            id={textId}
            type="text"
            name="credential"
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit">{say('residencyRead')}</button>
        </div>
        <label for={fileId}>{say('residencyFile')}</label>
        <div class="field">
          <input
            id={fileId}
            type="file"
            onChange={(event) =>
              void event.currentTarget.files?.[0]?.text().then((read) => identity.bringCredential(read))
            }
          />
        </div>
      </form>
    </>
  )
}
