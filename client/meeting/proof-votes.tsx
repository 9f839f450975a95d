// Before a vote that is secret by proof: enrolling one's seats on this device, in one press, with what it protects from and
// what it does not; the secret's backup; and what an operator has to install where it is missing.
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useOwnId } from '../panels/own-id.ts'
import { say } from '../panels/strings.ts'
import { Refusal } from './bits.tsx'
import { ENROL, type MeetingModel } from './meeting-model.ts'
import { enrolmentOf, type Prover } from './proofs-model.ts'
import { isOver, type Sight } from './sight.ts'

type Parts = { readonly meeting: MeetingModel; readonly sight: Sight }

export function ProofEnrolment({ meeting, sight }: Parts) {
  const seats = sight.own.seats.map(({ seat }) => seat)
  const isAsked = sight.about?.rules.secretBy === 'proof' && seats.length > 0 && !isOver(sight.life)
  const { prover } = meeting.proofs
  if (!isAsked || prover.value === null) return null
  if (!prover.value.isInstalled)
    return <p class="quiet">{say('proofNotInstalled', { install: prover.value.install })}</p>
  const { open, elsewhere, here } = enrolmentOf(sight, meeting.proofs)
  const away = elsewhere.map(({ seat }) => seat)
  return (
    <section class="enrolment" aria-labelledby="enrolment-title">
      <h3 id="enrolment-title">{say('proofTitle')}</h3>
      <div role="status">
        {here.length === seats.length && <p>{say('proofEnrolled')}</p>}
        {open.length > 0 && <p>{say('proofEnrolWhy')}</p>}
        {elsewhere.map(({ seat, isLate }) => (
          <p key={seat}>{say(isLate ? 'proofElsewhereLate' : 'proofElsewhere', { seat })}</p>
        ))}
      </div>
      <div class="buttons">
        {open.length > 0 && <Enrol meeting={meeting} seats={open} shown={say('proofEnrol')} isPrimary />}
        {away.length > 0 && <Enrol meeting={meeting} seats={away} shown={say('proofEnrolInstead')} isPrimary={false} />}
      </div>
      {away.map((seat) => (
        <Backup key={seat} meeting={meeting} sight={sight} seat={seat} />
      ))}
      <details>
        <summary>{say('proofLimitsTitle')}</summary>
        <p>{say('proofProtects')}</p>
        <p>{say('proofLimits')}</p>
        {seats
          .filter((seat) => !away.includes(seat))
          .map((seat) => (
            <Backup key={seat} meeting={meeting} sight={sight} seat={seat} />
          ))}
      </details>
      <Refusal meeting={meeting} at={[ENROL]} />
    </section>
  )
}

type Enrols = {
  readonly meeting: MeetingModel
  readonly seats: readonly string[]
  readonly shown: string
  readonly isPrimary: boolean
}

const Enrol = ({ meeting, seats, shown, isPrimary }: Enrols) => (
  <button
    type="button"
    class={isPrimary ? 'primary' : ''}
    aria-disabled={meeting.doing.value === ENROL}
    onClick={() => void meeting.enrol(seats)}
  >
    {shown}
  </button>
)

/** Of the rules, where a meeting is set up. */
export function ProofRule({ meeting, chosen }: { readonly meeting: MeetingModel; readonly chosen: Signal<boolean> }) {
  const { proofs } = meeting
  useEffect(() => void proofs.ask().catch(() => {}), [])
  return <ProofChoice prover={proofs.prover.value} chosen={chosen} />
}

type Choice = { readonly prover: Prover | null; readonly chosen: Signal<boolean> }

/** The prover named with its licence; where it is not installed, how it would be instead of the choice. */
export function ProofChoice({ prover, chosen }: Choice) {
  if (prover === null) return null
  if (!prover.isInstalled) return <p class="quiet">{say('proofNotInstalled', { install: prover.install })}</p>
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={chosen.value}
          onChange={(event) => {
            chosen.value = event.currentTarget.checked
          }}
        />{' '}
        {say('proofRule')}
      </label>
      <p class="quiet">{say('proofRuleWhy')}</p>
    </>
  )
}

function Backup({ meeting, sight, seat }: Parts & { readonly seat: string }) {
  const typed = useSignal('')
  const id = useOwnId()
  const at = `${ENROL} ${seat}`
  return (
    <div class="number-field">
      {meeting.proofs.here.value.has(seat) && (
        <button
          type="button"
          onClick={() =>
            void meeting.run(at, async () => {
              meeting.acts.copy((await meeting.proofs.acts.backup(sight.meeting, seat)) ?? '')
            })
          }
        >
          {say('proofBackup', { seat })}
        </button>
      )}
      <label for={id}>{say('proofRestore', { seat })}</label>
      <input
        id={id}
        type="password"
        autocomplete="off"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value
        }}
      />
      <button
        type="button"
        onClick={() =>
          void meeting.run(at, async () => {
            await meeting.proofs.restore(sight.meeting, seat, typed.value)
            typed.value = ''
          })
        }
      >
        {say('proofRestoreNow')}
      </button>
      <Refusal meeting={meeting} at={[at]} />
    </div>
  )
}
