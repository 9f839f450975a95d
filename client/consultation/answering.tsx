// Answering the others' statements one after another, and saying something of one's own.
import { useEffect, useRef, useState } from 'preact/hooks'
import { useOwnId } from '../panels/own-id.ts'
import { say } from '../panels/strings.ts'
import type { ConsultationModel } from './consultation-model.ts'

const CHOICES = [
  ['agree', 'consultAgree'],
  ['disagree', 'consultDisagree'],
  ['pass', 'consultPass'],
] as const

export function AnswerNext({ model }: { readonly model: ConsultationModel }) {
  const next = model.next.value
  const all = model.told.value?.statements.length ?? 0
  const text = useRef<HTMLParagraphElement>(null)
  const before = useRef<string | null>(null)
  useEffect(() => {
    // After an answer the next statement is read out; nothing is taken from who has just come.
    if (before.current !== null && before.current !== next?.id) text.current?.focus()
    before.current = next?.id ?? null
  }, [next?.id])
  if (all === 0) return null
  return (
    <section class="consult-next" aria-labelledby="consult-next">
      <h3 id="consult-next">{say('consultNext')}</h3>
      <p ref={text} tabIndex={-1} class={next ? 'consult-statement' : ''}>
        {next ? next.text : say('consultAllDone')}
      </p>
      {next && (
        <div class="buttons">
          {CHOICES.map(([choice, word]) => (
            <button
              key={choice}
              type="button"
              class={`big ${choice}`}
              disabled={model.isBusy.value}
              onClick={() => void model.vote(next.id, choice)}
            >
              {say(word)}
            </button>
          ))}
        </div>
      )}
      <p class="quiet" role="status">
        {say('consultProgress', { done: model.answered.value, all })}
      </p>
    </section>
  )
}

export function SayOwn({ model }: { readonly model: ConsultationModel }) {
  const id = useOwnId()
  const [text, setText] = useState('')
  const send = async (): Promise<void> => {
    // Whoever has written on meanwhile keeps that.
    if (await model.submit(text)) setText((now) => (now === text ? '' : now))
  }
  return (
    <section aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{say('consultSay')}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <p class="quiet" id={`${id}-tip`}>
          {say('consultSayTip')}
        </p>
        <label for={id}>{say('consultYourText')}</label>
        <textarea
          id={id}
          rows={3}
          maxLength={2000}
          required
          aria-describedby={`${id}-tip`}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={model.isBusy.value}>
          {say('consultSend')}
        </button>
        <p role="status" class={model.hasSent.value ? 'good' : ''}>
          {model.hasSent.value ? say('consultSent') : ''}
        </p>
      </form>
    </section>
  )
}
