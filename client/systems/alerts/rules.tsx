// The rules of alerts on the duty desk: what each waits for, and for operators a form to add one, change it or take it away.
// The list is data, so that a headset shows it too; the form is for a page, where one can write.
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Rule } from '../../../shared/systems/alerts/rule.ts'
import { unitOf } from '../../../shared/systems/alerts/told.ts'
import { Choice } from '../../panels/choice.tsx'
import type { DutyItem, DutySection } from '../../panels/duty-items.ts'
import { paged } from '../../panels/duty-pages.ts'
import type { PanelModel } from '../../panels/model.ts'
import { numberText, unitText } from '../../panels/moments.ts'
import { useOwnId } from '../../panels/own-id.ts'
import { isKey, say } from '../../panels/strings.ts'
import { wordsText } from '../../panels/told-words.ts'
import { rowsOf } from '../rows.ts'
import { whyNot } from './desk.ts'
import {
  blank,
  type Draft,
  draftOf,
  type Field,
  FIELDS,
  isLeaf,
  isWrong,
  KINDS,
  ruleOf,
  SEVERITIES,
  TITLES,
  type Wrong,
} from './rule-form.ts'

/** What is being written; `sent` is the rule that was asked for, as its row will read. */
const draft = signal<(Draft & { readonly wrong: Wrong | null; readonly sent: string }) | null>(null)
/** The rule somebody is about to take away. */
const leaving = signal('')

export const rulesOf = ({ time }: PanelModel): readonly Rule[] => rowsOf(time.facts.value, 'alerts.rule', Rule)

export const rulesDesk: DutySection = {
  id: 'rules',
  title: 'dutyRules',
  count: () => 0,
  items(model, host) {
    const rules = rulesOf(model)
    return [
      ...(model.time.canOperate.value ? [] : [whyNot(model)]),
      ...(rules.length === 0 ? [{ kind: 'text', label: say('rulesNone') } as const] : []),
      ...paged(
        'rules',
        rules.map((rule) => itemOf(rule, model, host === 'screen')),
        host,
      ),
    ]
  },
  Form: RuleForm,
}

function itemOf(rule: Rule, model: PanelModel, canWrite: boolean): DutyItem {
  const name = wordsText(rule.name)
  const isLeaving = leaving.value === rule.id
  const remove = (): void => {
    leaving.value = isLeaving ? '' : rule.id
    if (isLeaving) model.time.acts.command({ type: 'alerts.removeRule', rule: rule.id })
  }
  const change = {
    shown: say('ruleEdit'),
    label: say('ruleEditNamed', { name }),
    press: () => {
      draft.value = { ...draftOf(rule), wrong: null, sent: '' }
    },
  }
  const take = {
    shown: say(isLeaving ? 'ruleSurely' : 'ruleRemove'),
    label: say(isLeaving ? 'ruleSurelyNamed' : 'ruleRemoveNamed', { name }),
    press: remove,
  }
  const deeds = model.time.canOperate.value ? [...(canWrite ? [change] : []), take] : []
  const detail = say('ruleDetail', { severity: say(`severity_${rule.severity}`), when: whenText(rule) })
  return { kind: 'row', label: name, detail, deeds }
}

const keyText = (key: string): string => {
  const name = `fact_${key}`
  return isKey(name) ? say(name) : key
}

function whenText({ when, holdS }: Rule): string {
  if (!isLeaf(when)) return say('rule_several')
  const unit = unitText(unitOf(when.of.key))
  const numbers = Object.entries(when).flatMap(([name, value]) =>
    typeof value === 'number' && ['level', 'low', 'high', 'by'].includes(name) ? [numberText(value)] : [],
  )
  const values = numbers.length === 0 ? '' : `${numbers.join(' – ')} ${unit}`
  const what = keyText(when.of.key)
  const text = say('ruleWhenOf', { what, when: say(`rule_${when.is}`), values }).trim()
  return holdS > 0 ? `${text}, ${say('ruleHeld', { n: holdS })}` : text
}

/** Keys that some layer shows, and the one the rule has. */
function keysIn({ time }: PanelModel, own: string): string[] {
  const shown = time.layers.value
    .filter(({ id, kind }) => id.startsWith('sensors.') && kind === 'points')
    .flatMap(({ quantities }) => quantities.map(({ key }) => key))
  const named = shown.length > 0 ? shown : ['levelM', 'temperatureC']
  return [...new Set([...named, ...(own === '' ? [] : [own])])]
}

function RuleForm({ model }: { readonly model: PanelModel }) {
  const one = draft.value
  const isTaken = one !== null && one.sent !== '' && rulesOf(model).some((rule) => JSON.stringify(rule) === one.sent)
  if (!model.time.canOperate.value) return null
  if (one && !isTaken) return <Writing model={model} one={one} />
  return (
    <button
      type="button"
      class="primary"
      onClick={() => {
        draft.value = { ...blank(keysIn(model, '')[0] ?? ''), wrong: null, sent: '' }
      }}
    >
      {say('ruleNew')}
    </button>
  )
}

function Writing({ model, one }: { readonly model: PanelModel; readonly one: NonNullable<typeof draft.value> }) {
  const form = useRef<HTMLFormElement>(null)
  const id = useOwnId()
  const { before, severity, kind, wrong } = one
  useEffect(() => form.current?.querySelector('input')?.focus(), [before?.id])
  const change = (more: Partial<Draft>): void => {
    draft.value = { ...one, ...more, wrong: null, sent: '' }
  }
  const save = (event: Event): void => {
    event.preventDefault()
    const made = ruleOf(
      one,
      rulesOf(model).map((rule) => rule.id),
    )
    if (isWrong(made)) {
      draft.value = { ...one, wrong: made }
      form.current?.querySelector<HTMLElement>(`[name=${made.field}]`)?.focus()
      return
    }
    draft.value = { ...one, wrong: null, sent: JSON.stringify(made) }
    model.time.acts.command({ type: 'alerts.setRule', rule: made })
  }
  const line = (field: Field, mode: 'text' | 'decimal' = 'decimal') => (
    <Line
      key={field}
      field={field}
      mode={mode}
      value={one.texts[field]}
      wrongId={wrong?.field === field ? `${id}-wrong` : ''}
      write={(text) => change({ texts: { ...one.texts, [field]: text } })}
    />
  )
  return (
    <form class="rule-form" ref={form} onSubmit={save} noValidate aria-labelledby={id}>
      <h3 id={id}>{say(before ? 'ruleChanging' : 'ruleNew')}</h3>
      {line('en', 'text')}
      {line('ru', 'text')}
      {line('kk', 'text')}
      <Choice
        title={say('ruleSeverity')}
        options={SEVERITIES.map((value) => ({ value, text: say(`severity_${value}`) }))}
        chosen={severity}
        choose={(value) => change({ severity: value })}
      />
      {kind === null ? (
        <p class="quiet">{say('rule_several')}</p>
      ) : (
        <>
          <Choice
            title={say('ruleKey')}
            options={keysIn(model, one.texts.key).map((value) => ({ value, text: keyText(value) }))}
            chosen={one.texts.key}
            choose={(key) => change({ texts: { ...one.texts, key } })}
          />
          {line('thing', 'text')}
          <Choice
            title={say('ruleWhen')}
            options={KINDS.map((value) => ({ value, text: say(`rule_${value}`) }))}
            chosen={kind}
            choose={(value) => change({ kind: value })}
          />
          {FIELDS[kind].map((field) => line(field))}
        </>
      )}
      {line('holdS')}
      <p role="alert" id={`${id}-wrong`} class="refusal">
        {wrong ? say(wrong.why, { field: say(TITLES[wrong.field]) }) : ''}
      </p>
      <div class="buttons">
        <button type="submit" class="primary">
          {say('ruleSave')}
        </button>
        <button
          type="button"
          onClick={() => {
            draft.value = null
          }}
        >
          {say('ruleCancel')}
        </button>
      </div>
    </form>
  )
}

function Line(props: {
  readonly field: Field
  readonly mode: 'text' | 'decimal'
  readonly value: string
  /** Of the sentence why it cannot be so; empty while it can. */
  readonly wrongId: string
  readonly write: (text: string) => void
}) {
  const { field, mode, value, wrongId, write } = props
  const id = useOwnId()
  return (
    <div>
      <label for={id}>{say(TITLES[field])}</label>
      <input
        id={id}
        name={field}
        type="text"
        inputMode={mode}
        autocomplete="off"
        maxLength={160}
        value={value}
        {...(wrongId === '' ? {} : { 'aria-invalid': true, 'aria-describedby': wrongId })}
        onInput={(event) => write(event.currentTarget.value)}
      />
    </div>
  )
}
