// What the forms of meetings are made of: the frame with its refusal and its buttons, labelled fields, choices.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import { useOwnId } from '../panels/own-id.ts'
import { say } from '../panels/strings.ts'
import { Refusal } from './bits.tsx'
import type { MeetingModel } from './meeting-model.ts'

const FORM = 'form'

/** `send` gives the command, or the sentence why there is none. */
export function Frame(props: {
  readonly meeting: MeetingModel
  readonly title: string
  readonly deed: string
  readonly send: () => MeetingCommand | string
  readonly done?: () => void
  readonly children: ComponentChildren
}) {
  const { meeting, title, deed, send, done, children } = props
  const head = useRef<HTMLHeadingElement>(null)
  // At once: later it would be taken from who is at a field already.
  useLayoutEffect(() => head.current?.focus(), [])
  const close = (): void => {
    meeting.form.value = null
    meeting.refused.value = null
  }
  const submit = async (): Promise<void> => {
    const command = send()
    if (typeof command === 'string') {
      meeting.refused.value = { at: FORM, why: command }
      return
    }
    if (!(await meeting.send(FORM, command))) return
    close()
    done?.()
  }
  return (
    <form
      class="meet-form rule-form"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
      }}
    >
      <h4 ref={head} tabIndex={-1}>
        {title}
      </h4>
      {children}
      <Refusal meeting={meeting} at={[FORM]} />
      <div class="buttons">
        <button type="submit" class="primary">
          {deed}
        </button>
        <button type="button" onClick={close}>
          {say('meetNotDone')}
        </button>
      </div>
    </form>
  )
}

export function Field({
  label,
  children,
}: {
  readonly label: string
  readonly children: (id: string) => ComponentChildren
}) {
  const id = useOwnId()
  return (
    <div class="number-field">
      <label for={id}>{label}</label>
      {children(id)}
    </div>
  )
}

export function TextField({ label, text }: { readonly label: string; readonly text: { value: string } }) {
  return (
    <Field label={label}>
      {(id) => (
        <textarea
          id={id}
          rows={7}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
        />
      )}
    </Field>
  )
}

export function Pick(props: {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly isOff?: boolean }[]
  readonly choose: (value: string) => void
}) {
  return (
    <Field label={props.label}>
      {(id) => (
        <select id={id} value={props.value} onChange={(event) => props.choose(event.currentTarget.value)}>
          {props.options.map(({ value, label, isOff = false }) => (
            <option key={value} value={value} disabled={isOff}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** One line of text, kept in a signal. */
export function LineField({
  label,
  line,
  most = 160,
}: {
  readonly label: string
  readonly line: { value: string }
  readonly most?: number
}) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="text"
          maxLength={most}
          value={line.value}
          onInput={(event) => {
            line.value = event.currentTarget.value
          }}
        />
      )}
    </Field>
  )
}

/** Day and time on the city's clock. */
export function MomentField({ label, moment }: { readonly label: string; readonly moment: { value: string } }) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="datetime-local"
          step={1}
          value={moment.value}
          onInput={(event) => {
            moment.value = event.currentTarget.value
          }}
        />
      )}
    </Field>
  )
}
