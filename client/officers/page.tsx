// The page of a board's officers: who is in office, what was proposed and who has signed it, and the form of a proposal.
import { proofText } from '../panels/proof-text.ts'
import { type BoardKey, boardWords } from '../panels/strings-board.ts'
import { LanguageButtons } from '../panels/language-buttons.tsx'
import { language } from '../panels/strings.ts'
import { useOwnId } from '../panels/own-id.ts'
import type { RotationSeat } from '../../shared/records/rotation.ts'
import { type BoardTold, type OfficersModel, type PageFault, type Proposal, ROLES } from './officers-model.ts'

type Values = Readonly<Record<string, string | number>>
const say = (key: BoardKey, values: Values = {}): string =>
  boardWords[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

export function OfficersPage({ model, address }: { readonly model: OfficersModel; readonly address: string }) {
  const board = model.board.value
  const title = say('boardTitle', { body: board?.body ?? '' })
  document.documentElement.lang = language.value
  document.title = title
  return (
    <main aria-busy={model.isBusy.value}>
      <nav aria-label={say('boardLanguage')}>
        <LanguageButtons />
      </nav>
      <h1>{title}</h1>
      <p>
        <a href={`/chain?lang=${language.value}`}>{say('boardChain')}</a>
        {board && <a href={`/chain/boards/${board.address}?lang=${language.value}`}>{say('boardRead')}</a>}
      </p>
      <div role="alert">
        {model.trouble.value !== '' && <p class="refusal">{model.trouble.value}</p>}
        {model.unread.value !== '' && <p class="refusal">{model.unread.value}</p>}
      </div>
      <p role="status" class={model.news.value === '' ? 'quiet' : 'good'}>
        {address === ''
          ? say('boardNone')
          : model.news.value !== ''
            ? say(model.news.value === 'proposed' ? 'boardProposed' : 'boardSigned')
            : board || model.unread.value !== ''
              ? ''
              : say('boardLoading')}
      </p>
      {board && <InOffice board={board} />}
      {board && <SignAs model={model} board={board} />}
      {board && <Proposals model={model} />}
      {board && <Form model={model} />}
    </main>
  )
}

function InOffice({ board: { now } }: { readonly board: BoardTold }) {
  return (
    <section aria-labelledby="now">
      <h2 id="now">{say('boardNow')}</h2>
      <ul class="officers">
        {now.officers.map(({ role, address }) => (
          <li key={address}>
            <strong>{say(`boardRole_${role}`)}</strong> <code>{address}</code>
          </li>
        ))}
      </ul>
      <p>{say('boardQuorumNow', { quorum: now.quorum, officers: now.officers.length })}</p>
    </section>
  )
}

function SignAs({ model, board }: { readonly model: OfficersModel; readonly board: BoardTold }) {
  const id = useOwnId()
  return (
    <section class="field">
      <label for={id}>{say('boardAs')}</label>
      <select
        id={id}
        value={model.signer.value}
        aria-describedby={`${id}-tip`}
        onChange={(event) => {
          model.signer.value = event.currentTarget.value
        }}
      >
        <option value="">–</option>
        {board.now.officers.map(({ role, address }) => (
          <option key={address} value={address}>
            {say(`boardRole_${role}`)} {proofText(address)}
          </option>
        ))}
      </select>
      <p class="quiet" id={`${id}-tip`}>
        {say('boardAsTip')}
      </p>
    </section>
  )
}

function Proposals({ model }: { readonly model: OfficersModel }) {
  const [open, over] = [model.open.value, model.over.value]
  return (
    <section aria-labelledby="open">
      <h2 id="open">{say('boardOpen')}</h2>
      {open.length === 0 && <p class="quiet">{say('boardOpenNone')}</p>}
      {open.map((one) => (
        <ProposalCard key={one.id} model={model} proposal={one} />
      ))}
      {over.length > 0 && (
        <details>
          <summary>{say('boardBefore')}</summary>
          {over.map((one) => (
            <ProposalCard key={one.id} model={model} proposal={one} />
          ))}
        </details>
      )}
    </section>
  )
}

function ProposalCard({ model, proposal }: { readonly model: OfficersModel; readonly proposal: Proposal }) {
  const { id, seats, quorum, signers, is, missing, deadlineS, why } = proposal
  const name = say('boardChange', { id: id.slice(0, 6) })
  const hasSigned = signers.includes(model.signer.value)
  const until = new Date(deadlineS * 1000).toLocaleString(language.value, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <article class="proposal" aria-label={name}>
      <h3>{name}</h3>
      <p class={`state state-${is}`}>{say(`boardIs_${is}`, { until, count: missing?.count ?? 0, why })}</p>
      <Change seats={seats} quorum={quorum} />
      <p class="quiet">{say('boardSigners', { signers: signers.map(proofText).join(', ') })}</p>
      {is === 'collecting' && hasSigned && <p>{say('boardSigned')}</p>}
      {is === 'collecting' && !hasSigned && (
        <button
          type="button"
          class="primary"
          disabled={model.signer.value === '' || model.isBusy.value}
          aria-label={`${say('boardSign')}: ${name}`}
          onClick={() => void model.sign(proposal)}
        >
          {say('boardSign')}
        </button>
      )}
    </article>
  )
}

const Change = ({ seats, quorum }: { readonly seats: readonly RotationSeat[]; readonly quorum: number }) => (
  <ul class="change">
    {seats.map(({ who, role }, i) => (
      <li key={i} class={role === 'none' ? 'goes' : 'comes'}>
        <strong>{say(`boardRole_${role}`)}</strong> <code>{who}</code>
      </li>
    ))}
    <li>{say('boardQuorumThen', { quorum })}</li>
  </ul>
)

function Form({ model }: { readonly model: OfficersModel }) {
  const id = useOwnId()
  const { wanted, quorum, days, seats } = model
  const fault = model.fault.value
  // Before anything is written that is no fault.
  const isUntouched = fault?.is === 'nothing'
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{say('boardPropose')}</h2>
      <p>{say('boardProposeTip')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void model.propose()
        }}
      >
        {wanted.value.map((_one, at) => (
          <OfficerRow key={at} model={model} at={at} />
        ))}
        <div class="buttons">
          <button type="button" onClick={() => model.add()}>
            {say('boardAdd')}
          </button>
          {!isUntouched && (
            <button type="button" onClick={() => model.begin()}>
              {say('boardAgain')}
            </button>
          )}
        </div>
        <div class="field">
          <label for={`${id}-quorum`}>{say('boardQuorum')}</label>
          <input
            id={`${id}-quorum`}
            type="number"
            min={1}
            max={wanted.value.length}
            value={quorum.value}
            onInput={(event) => {
              quorum.value = event.currentTarget.valueAsNumber
            }}
          />
        </div>
        <div class="field">
          <label for={`${id}-days`}>{say('boardDays')}</label>
          <input
            id={`${id}-days`}
            type="number"
            min={1}
            max={90}
            value={days.value}
            onInput={(event) => {
              days.value = event.currentTarget.valueAsNumber
            }}
          />
        </div>
        <h3>{say('boardDiffers')}</h3>
        {isUntouched ? <p class="quiet">{faultText(fault)}</p> : <Change seats={seats.value} quorum={quorum.value} />}
        <div role="status">{fault && !isUntouched && <p class="refusal">{faultText(fault)}</p>}</div>
        <button
          type="submit"
          class="primary"
          disabled={fault !== null || model.signer.value === '' || model.isBusy.value}
        >
          {say('boardProposeSign')}
        </button>
      </form>
    </section>
  )
}

const faultText = (fault: PageFault): string => {
  const { is, ...values } = fault
  return say(`boardFault_${is}`, values)
}

function OfficerRow({ model, at }: { readonly model: OfficersModel; readonly at: number }) {
  const id = useOwnId()
  const { role = 'member', address = '' } = model.wanted.value[at] ?? {}
  return (
    <fieldset class="officer">
      <legend>{say('boardOfficer', { n: at + 1 })}</legend>
      <div class="field wide">
        <label for={`${id}-address`}>{say('boardAddress')}</label>
        <input
          id={`${id}-address`}
          type="text"
          value={address}
          readOnly={!model.mayWrite(at)}
          maxLength={60}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => model.change(at, { address: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for={`${id}-role`}>{say('boardRole')}</label>
        <select
          id={`${id}-role`}
          value={role}
          onChange={(event) =>
            model.change(at, { role: ROLES.find((one) => one === event.currentTarget.value) ?? 'member' })
          }
        >
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {say(`boardRole_${one}`)}
            </option>
          ))}
        </select>
      </div>
      <button
        type="button"
        aria-label={say('boardRemoveNamed', {
          who: address === '' ? say('boardOfficer', { n: at + 1 }) : proofText(address),
        })}
        onClick={() => model.remove(at)}
      >
        {say('boardRemove')}
      </button>
    </fieldset>
  )
}
