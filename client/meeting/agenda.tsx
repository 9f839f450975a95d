// The agenda: each item with its state, documents and motions, and what may be done to it.
import type { Item, MeetingDocument } from '../../shared/civic/state.ts'
import { say } from '../panels/strings.ts'
import { Deeds } from './bits.tsx'
import { agendaDeeds, itemDeeds } from './deeds.ts'
import { boardDeeds, documentDeeds } from './deeds-document.ts'
import { AddDocument } from './add-document.tsx'
import { DocumentPage } from './document-page.tsx'
import type { MeetingModel } from './meeting-model.ts'
import { Motion } from './motion.tsx'
import { may, type Sight } from './sight.ts'
import { word } from './words.ts'

type Parts = { readonly meeting: MeetingModel; readonly sight: Sight }

export function AgendaTab({ meeting, sight }: Parts) {
  const { items, isAgendaCarried, about } = sight
  const free = sight.documents.filter(({ item }) => item === null)
  return (
    <>
      {about?.rules.isAgendaVoted === true && (
        <p class="quiet">{say(isAgendaCarried ? 'meetIsCarried' : 'meetIsNotCarried')}</p>
      )}
      <OnBoard meeting={meeting} sight={sight} />
      {items.length === 0 && <p>{say('meetNoItems')}</p>}
      <ol class="agenda">
        {items.map((item) => (
          <AgendaItem key={item.id} meeting={meeting} sight={sight} item={item} />
        ))}
      </ol>
      <Deeds meeting={meeting} deeds={agendaDeeds(sight, meeting.newId)} />
      {free.length > 0 && <h4>{say('meetDocuments')}</h4>}
      <Documents meeting={meeting} sight={sight} documents={free} />
      {may(sight, 'meeting.addDocument') && <AddDocument meeting={meeting} sight={sight} />}
    </>
  )
}

function AgendaItem({ meeting, sight, item }: Parts & { readonly item: Item }) {
  const { id, title, state } = item
  const motions = sight.motions.filter((motion) => motion.item === id)
  const documents = sight.documents.filter((one) => one.item === id)
  return (
    <li class={`agenda-item item-${state}`} {...(state === 'current' ? { 'aria-current': 'step' as const } : {})}>
      <p class="item-title">
        <span class="name">{title}</span> <span class={`state item-state-${state}`}>{word('item', state)}</span>
      </p>
      <Documents meeting={meeting} sight={sight} documents={documents} />
      {motions.map((motion) => (
        <Motion key={motion.id} meeting={meeting} sight={sight} motion={motion} />
      ))}
      <Deeds meeting={meeting} deeds={itemDeeds(sight, item)} most={2} />
    </li>
  )
}

/** What is being shown, with its page for who reads it here, and turning it for who shows it. */
function OnBoard({ meeting, sight }: Parts) {
  const shown = sight.documents.find(({ id }) => id === sight.board?.document)
  if (!shown || !sight.board) return null
  const { page } = sight.board
  return (
    <section class="on-board" aria-labelledby="on-board-title">
      <h4 id="on-board-title" tabIndex={-1}>
        {say('meetOnBoard', { title: shown.title, page, pages: shown.pages })}
      </h4>
      <DocumentPage meeting={sight.meeting} document={shown} page={page} />
      <Deeds meeting={meeting} deeds={boardDeeds(sight)} />
    </section>
  )
}

function Documents({ meeting, sight, documents }: Parts & { readonly documents: readonly MeetingDocument[] }) {
  if (documents.length === 0) return null
  return (
    <ul class="rows">
      {documents.map((document) => (
        <li key={document.id} class="row-item">
          <span class="who">
            <a href={`/meetings/${sight.meeting}/documents/${document.id}`} target="_blank" rel="noreferrer">
              {document.title}
            </a>
            <span class="quiet">{say('meetPages', { count: document.pages })}</span>
          </span>
          <Deeds meeting={meeting} deeds={documentDeeds(sight, document)} />
        </li>
      ))}
    </ul>
  )
}
