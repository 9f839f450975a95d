// The page that checks a decision record: one file, nothing from elsewhere, works saved to a disk. For somebody who has never
// seen a hash: the verdict first and large, then each check with its sentence, then what none of it shows.
import { signal } from '@preact/signals'
import { render } from 'preact'
import { type VerifierKey, verifierWords } from '../panels/strings-verifier.ts'
import { type CheckLanguage, sayCheck } from '../../shared/records/verify-words.ts'
import type { Check } from '../../shared/records/verify-check.ts'
import type { DecisionRecord } from '../../shared/records/format.ts'
import { MOST_CHARACTERS } from '../../shared/records/strict-json.ts'
import { type Verified, verifyHere } from './verify-here.ts'
import '../panels/styles/plain.css'
import './verifier.css'

const LANGUAGES = [
  { id: 'en', name: 'English' },
  { id: 'ru', name: 'Русский' },
  { id: 'kk', name: 'Қазақша' },
] as const satisfies readonly { id: CheckLanguage; name: string }[]

type Shown =
  | { readonly is: 'nothing' }
  | { readonly is: 'checking'; readonly name: string }
  | { readonly is: 'done'; readonly name: string; readonly found: Verified }

const language = signal<CheckLanguage>(firstLanguage())
const shown = signal<Shown>({ is: 'nothing' })
const rpc = signal('')
/** A consultation's files. */
const consultation = signal<readonly { readonly name: string; readonly text: string }[]>([])
let last: File | null = null
/** The check that was asked for last: it alone is shown. */
let turn = 0

function firstLanguage(): CheckLanguage {
  const asked = new URLSearchParams(location.search).get('lang') ?? navigator.language
  return LANGUAGES.find(({ id }) => asked.startsWith(id))?.id ?? 'en'
}

const say = (key: VerifierKey, values: Readonly<Record<string, string | number>> = {}): string =>
  verifierWords[key][LANGUAGES.findIndex(({ id }) => id === language.value)]?.replace(
    /\{(\w+)\}/g,
    (_all, name: string) => String(values[name] ?? ''),
  ) ?? key

async function check(file: File): Promise<void> {
  last = file
  const own = ++turn
  const { name } = file
  shown.value = { is: 'checking', name }
  // What is said is drawn before the page is busy.
  await new Promise((done) => setTimeout(done, 30))
  const isBig = file.size > 3 * MOST_CHARACTERS
  const found: Verified = isBig
    ? { is: 'unreadable', why: 'big' }
    : await verifyHere(
        await file.text(),
        rpc.value.trim(),
        consultation.value.map(({ text }) => text),
      )
  if (turn === own) shown.value = { is: 'done', name, found }
}

/** Beside the record, and it is checked anew with them. */
async function takeFiles(files: readonly File[]): Promise<void> {
  const small = files.filter(({ size }) => size <= 3 * MOST_CHARACTERS)
  consultation.value = await Promise.all(small.map(async (file) => ({ name: file.name, text: await file.text() })))
  if (last !== null) await check(last)
}

function Page() {
  document.documentElement.lang = language.value
  document.title = say('title')
  return (
    <main>
      <nav aria-label={say('language')}>
        {LANGUAGES.map(({ id, name }) => (
          <button key={id} lang={id} aria-pressed={language.value === id} onClick={() => (language.value = id)}>
            {name}
          </button>
        ))}
      </nav>
      <h1>{say('title')}</h1>
      <Chooser />
      <div role="status">
        <Verdict />
      </div>
      <Details />
      {location.protocol !== 'file:' && (
        <p>
          <a href={location.pathname} download="verifier.html">
            {say('save')}
          </a>
        </p>
      )}
    </main>
  )
}

const Chooser = () => (
  <section
    class="chooser"
    onDragOver={(event) => event.preventDefault()}
    onDrop={(event) => {
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file) void check(file)
    }}
  >
    <p>{say('intro')}</p>
    <label class="choose">
      <span>{say('choose')}</span>
      <input
        type="file"
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          if (file) void check(file)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
    </label>{' '}
    <span class="quiet">{say('drop')}</span>
    <details>
      <summary>{say('consultation')}</summary>
      <label>
        <span class="quiet">{say('consultationHint')}</span>
        <input
          type="file"
          multiple
          accept=".json,application/json"
          onChange={({ currentTarget }) => {
            void takeFiles([...(currentTarget.files ?? [])])
            // Files of the same names, changed since, may be chosen again.
            currentTarget.value = ''
          }}
        />{' '}
        <span class="quiet">{consultation.value.map(({ name }) => name).join(', ')}</span>
      </label>
      {consultation.value.length > 0 && (
        <button class="again" onClick={() => void takeFiles([])}>
          {say('without')}
        </button>
      )}
    </details>
    <details>
      <summary>{say('chain')}</summary>
      <label>
        <span class="quiet">{say('chainHint')}</span>
        <input
          type="url"
          value={rpc.value}
          placeholder="http://localhost:2567/chain"
          onInput={({ currentTarget }) => (rpc.value = currentTarget.value)}
        />
      </label>
      {last !== null && (
        <button class="again" onClick={() => last && void check(last)}>
          {say('again')}
        </button>
      )}
    </details>
  </section>
)

function Verdict() {
  const now = shown.value
  if (now.is === 'nothing') return null
  if (now.is === 'checking') return <p class="verdict">{say('checking', { name: now.name })}</p>
  const { found, name } = now
  if (found.is === 'unreadable')
    return <Said kind="bad" title={say('unreadable')} says={say(`why_${found.why}`)} name={name} />
  const count = found.checks.filter(({ ok }) => !ok).length
  return found.isValid ? (
    <Said kind="good" title={say('valid')} says={say('validSays')} name={name} />
  ) : (
    <Said kind="bad" title={say('notValid')} says={say('notValidSays', { count })} name={name} />
  )
}

const Said = (of: {
  readonly kind: 'good' | 'bad'
  readonly title: string
  readonly says: string
  readonly name: string
}) => (
  <div class={`verdict ${of.kind}`}>
    <span class="mark" aria-hidden="true">
      {of.kind === 'good' ? '✓' : '✗'}
    </span>
    <div>
      <strong>{of.title}</strong>
      <p>{of.says}</p>
      <p class="quiet">{of.name}</p>
    </div>
  </div>
)

function Details() {
  const now = shown.value
  if (now.is !== 'done' || now.found.is !== 'read') return null
  const { checks, record } = now.found
  const failing = checks.filter(({ ok }) => !ok)
  const holding = checks.filter(({ ok, isLimit }) => ok && !isLimit)
  const limits = checks.filter(({ isLimit }) => isLimit)
  return (
    <>
      {failing.length > 0 && <Checks title={say('failing')} checks={failing} kind="bad" />}
      {record && <Decided record={record} title={say(failing.length === 0 ? 'decided' : 'claimed')} />}
      {holding.length > 0 && <Checks title={say('checked', { count: holding.length })} checks={holding} kind="good" />}
      {limits.length > 0 && <Checks title={say('limits')} checks={limits} kind="limit" />}
    </>
  )
}

type Made = { readonly record: DecisionRecord; readonly title: string }

function Decided({ record: { body }, title }: Made) {
  const { vote, item, decision, authority } = body
  const when = new Intl.DateTimeFormat(language.value, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  return (
    <section>
      <h2>{title}</h2>
      <h3>{item.motion.title}</h3>
      <p>
        <strong>{say(decision.outcome)}</strong>: {say('votes', vote.tally)}
      </p>
      <p class="quiet">
        {authority.name}, {authority.city.name}. {when.format(new Date(vote.closedAt))} UTC
      </p>
      <ol class="text">
        {vote.question.lines.map((line, i) => (
          <li key={i}>{line}</li>
        ))}
      </ol>
    </section>
  )
}

type Listed = { readonly title: string; readonly checks: readonly Check[]; readonly kind: 'good' | 'bad' | 'limit' }

const Checks = ({ title, checks, kind }: Listed) => (
  <section>
    <h2>{title}</h2>
    <ul class={`checks ${kind}`}>
      {checks.map(({ name, key, values }) => (
        <li key={name}>
          <span class="mark" role="img" aria-label={kind === 'limit' ? '' : say(kind === 'good' ? 'holds' : 'fails')}>
            {MARKS[kind]}
          </span>
          <span>
            {sayCheck(key, values, language.value)} <code>{name}</code>
          </span>
        </li>
      ))}
    </ul>
  </section>
)
const MARKS = { good: '✓', bad: '✗', limit: '·' } as const

const root = document.querySelector('#page')
if (root) render(<Page />, root)
