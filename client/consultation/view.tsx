// One consultation, as anybody reads it and who is asked answers it: what is asked, one's own statement, the others' one after
// another, what became of one's own, the report with its answers. The steps of moderators and officers stand below.
import { effect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Opinion } from '../../shared/civic/consultation-shape.ts'
import { CONSULTATION_FILES } from '../../shared/records/consultation-files.ts'
import { say } from '../panels/strings.ts'
import { identity } from '../wallet/identity-model.ts'
import { AnswerNext, SayOwn } from './answering.tsx'
import type { ConsultationModel } from './consultation-model.ts'
import { Moderation } from './moderation.tsx'
import { moment } from './moment.ts'
import { Office } from './office.tsx'
import { SignIn } from './sign-in.tsx'

const LOOK_EVERY_MS = 4000
export const OPINION_WORDS = { agree: 'consultAgree', disagree: 'consultDisagree', pass: 'consultPass' } as const

export function ConsultationView({ model }: { readonly model: ConsultationModel }) {
  useEffect(() => {
    const looking = setInterval(() => {
      if (!document.hidden && !model.isBusy.value) void model.look()
    }, LOOK_EVERY_MS)
    const closing = identity.open()
    // At once, and anew for who has signed in or out.
    const stop = effect(() => {
      void identity.me.value?.person
      void model.look()
    })
    return () => {
      clearInterval(looking)
      stop()
      closing()
    }
  }, [model])
  const told = model.told.value
  return (
    <div class="consult" aria-busy={model.isBusy.value}>
      <div role="alert">{model.trouble.value !== '' && <p class="refusal">{model.trouble.value}</p>}</div>
      {told && (
        <>
          <Head model={model} />
          <WhyNot model={model} />
          {model.mayAnswer.value && <AnswerNext model={model} />}
          {model.mayAnswer.value && <SayOwn model={model} />}
          <Yours model={model} />
          {told.groups.length > 0 ? <Report model={model} /> : <Statements model={model} />}
          {model.isModerator.value && <Moderation model={model} />}
          {model.isOfficer.value && <Office model={model} />}
          <Reasons model={model} />
          {told.hashes && <Files model={model} />}
        </>
      )}
    </div>
  )
}

function Head({ model }: { readonly model: ConsultationModel }) {
  const told = model.told.value
  if (!told) return null
  const { life, opensAtMs, closesAtMs } = told
  const times =
    life === 'draft'
      ? ''
      : life === 'announced'
        ? `${say('consultOpens', { time: moment(opensAtMs) })} · ${say('consultCloses', { time: moment(closesAtMs) })}`
        : say(life === 'collecting' ? 'consultCloses' : 'consultClosed', { time: moment(closesAtMs) })
  return (
    <div class="consult-head">
      <p class="quiet">{say('consultBy', { body: told.body })}</p>
      <h2 class="consult-title">{told.title}</h2>
      <p class={`consult-life life-${life}`} role="status">
        {say(`consultLife_${life}`)}
      </p>
      {times !== '' && <p class="quiet">{times}</p>}
      <p class="consult-question">{told.question}</p>
      <p class="quiet">
        {told.area === null ? say('consultAreaNone') : say('consultArea', { area: told.area })}{' '}
        {say('consultPeople', { count: told.participants, waiting: told.waiting })}
      </p>
    </div>
  )
}

function WhyNot({ model }: { readonly model: ConsultationModel }) {
  const [told, why] = [model.told.value, model.whyNot.value]
  const isGuest = model.own.value?.isSignedIn === false
  if (!told || why === null) return null
  if (why === 'guest') return <SignIn />
  const sentence = {
    lent: () => say('consultLent'),
    resident: () => say('consultNotResident', { area: told.area ?? '' }),
    notYet: () => (told.life === 'draft' ? '' : say('consultNotYet', { time: moment(told.opensAtMs) })),
    over: () => say('consultOver'),
  }[why]()
  return (
    <>
      {sentence !== '' && <p class="consult-why">{sentence}</p>}
      {isGuest && told.life !== 'archived' && <SignIn />}
    </>
  )
}

function Yours({ model }: { readonly model: ConsultationModel }) {
  const { statements = [] } = model.me.value ?? {}
  if (statements.length === 0) return null
  return (
    <section aria-labelledby="consult-yours">
      <h3 id="consult-yours">{say('consultYours')}</h3>
      <ul class="consult-list">
        {statements.map((one) => (
          <YourStatement key={one.id} model={model} one={one} />
        ))}
      </ul>
    </section>
  )
}

type Own = NonNullable<ConsultationModel['me']['value']>['statements'][number]

function YourStatement({ model, one }: { readonly model: ConsultationModel; readonly one: Own }) {
  const { reasons = [], statements = [] } = model.told.value ?? {}
  const because =
    one.state === 'rejected'
      ? (reasons.find(({ id }) => id === one.because)?.text ?? '')
      : (statements.find(({ id }) => id === one.because)?.text ?? '')
  const isAppealed = one.state === 'submitted' && one.appeal !== null
  return (
    <li class="consult-card">
      <p>{one.text}</p>
      <p class="quiet">{isAppealed ? say('consultIs_appealed') : say(`consultIs_${one.state}`, { because })}</p>
      {one.mayAppeal && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const why = new FormData(event.currentTarget).get('why')
            void model.act('appeal', { statement: one.id, why })
          }}
        >
          <label for={`why-${one.id}`}>{say('consultAppealWhy')}</label>
          <textarea id={`why-${one.id}`} name="why" rows={2} maxLength={2000} required />
          <p class="quiet">{say('consultAppealOnce')}</p>
          <button type="submit">{say('consultAppeal')}</button>
        </form>
      )}
    </li>
  )
}

function Statements({ model }: { readonly model: ConsultationModel }) {
  const { statements = [] } = model.told.value ?? {}
  return (
    <section aria-labelledby="consult-statements">
      <h3 id="consult-statements">{say('consultStatements')}</h3>
      {statements.length === 0 && <p class="quiet">{say('consultNoStatements')}</p>}
      <ul class="consult-list">
        {statements.map((one) => (
          <Statement key={one.id} model={model} one={one} />
        ))}
      </ul>
      {statements.some(({ counts }) => counts === null) && <p class="quiet">{say('consultCountsLater')}</p>}
    </section>
  )
}

type Told = NonNullable<ConsultationModel['told']['value']>['statements'][number]

/** One's answer can be changed while it is open. */
function Statement({ model, one }: { readonly model: ConsultationModel; readonly one: Told }) {
  const own = model.me.value?.opinions[one.id]
  return (
    <li class="consult-card">
      <p id={`text-${one.id}`}>{one.text}</p>
      {one.counts && <Bars counts={one.counts} />}
      {own !== undefined && model.mayAnswer.value && (
        <div class="buttons" role="group" aria-labelledby={`text-${one.id}`}>
          {(['agree', 'disagree', 'pass'] as const).map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={own === choice}
              disabled={model.isBusy.value}
              onClick={() => void model.vote(one.id, choice)}
            >
              {say(OPINION_WORDS[choice])}
            </button>
          ))}
        </div>
      )}
      {own !== undefined && !model.mayAnswer.value && (
        <p class="quiet">{say('consultYourAnswer', { answer: say(OPINION_WORDS[own]) })}</p>
      )}
    </li>
  )
}

/** The words say it all; the bar beside them is for the eye. */
function Bars({ counts }: { readonly counts: Readonly<Record<Opinion, number>> }) {
  const all = Math.max(1, counts.agree + counts.disagree + counts.pass)
  return (
    <>
      <p class="quiet">{say('consultCounts', counts)}</p>
      <div class="consult-bar" aria-hidden="true">
        <span class="agree" style={{ width: `${(100 * counts.agree) / all}%` }} />
        <span class="disagree" style={{ width: `${(100 * counts.disagree) / all}%` }} />
      </div>
    </>
  )
}

function Report({ model }: { readonly model: ConsultationModel }) {
  const { groups = [], statements = [] } = model.told.value ?? {}
  return (
    <section aria-labelledby="consult-report">
      <h3 id="consult-report">{say('consultReport')}</h3>
      {groups.map((group) => (
        <section key={group.id} class="consult-group" aria-labelledby={`group-${group.id}`}>
          <h4 id={`group-${group.id}`}>{group.title}</h4>
          <ul class="consult-list">
            {statements
              .filter(({ id }) => group.statements.includes(id))
              .map((one) => (
                <Statement key={one.id} model={model} one={one} />
              ))}
          </ul>
          <p class="consult-answer">
            <strong>{say('consultAnswer')}:</strong> {group.answer ?? say('consultNoAnswer')}
          </p>
        </section>
      ))}
    </section>
  )
}

function Reasons({ model }: { readonly model: ConsultationModel }) {
  const { reasons = [], rejected = [] } = model.told.value ?? {}
  return (
    <details>
      <summary>{say('consultReasons')}</summary>
      <ul>
        {reasons.map(({ id, text }) => (
          <li key={id}>
            {say('consultRejected', { reason: text, count: rejected.find(({ reason }) => reason === id)?.count ?? 0 })}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Files({ model }: { readonly model: ConsultationModel }) {
  const leaf = model.leaf.value
  const hashes = model.told.value?.hashes
  return (
    <details>
      <summary>{say('consultFiles')}</summary>
      <p>{say('consultFilesTip')}</p>
      <ul>
        {CONSULTATION_FILES.map((file) => (
          <li key={file}>
            <a href={`/consultations/${model.id}/${file}`} download={`${model.id}-${file}.json`}>
              {say(`consultFile_${file}`)}
            </a>{' '}
            <code>{hashes?.[`${file}Hash`]}</code>
          </li>
        ))}
      </ul>
      {leaf && (
        <>
          <h4>{say('consultLeaf')}</h4>
          <p>
            <code>{leaf.hash}</code>
          </p>
          <p class={leaf.isIn ? '' : 'refusal'}>{say(leaf.isIn ? 'consultLeafTip' : 'consultLeafMissing')}</p>
        </>
      )}
    </details>
  )
}
