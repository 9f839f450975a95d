// Forms that take the place of a tab while they are filled in: a vote, a motion, an amendment, the time, a proxy. What is sent
// is one command; a refusal stands beneath, and what was typed stays.
import { useSignal } from '@preact/signals'
import type { Subject } from '../../shared/civic/commands.ts'
import type { Effect } from '../../shared/records/effect.ts'
import type { Method } from '../../shared/civic/rules.ts'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import type { MeetingForm } from './deeds.ts'
import { changeOf, linesOf } from './edits.ts'
import { EffectsForm } from './effects-form.tsx'
import { EvidencePick } from './evidence-pick.tsx'
import { Frame, LineField, Pick, TextField } from './form-bits.tsx'
import { fieldOf, momentOf } from './moment-field.ts'
import { Diff } from './motion.tsx'
import { shortened } from './shortened.ts'
import { motionOf, type Sight } from './sight.ts'
import { WhenField } from './when.tsx'
import { tooSoonText } from './when-words.ts'
import { capital, ruleText } from './words.ts'
import { diffLines } from '../../shared/civic/lines.ts'

type Parts = { readonly model: PanelModel; readonly sight: Sight }

export function FormView({ model, sight, form }: Parts & { readonly form: MeetingForm }) {
  switch (form.is) {
    case 'poll':
      return <PollForm model={model} sight={sight} form={form} />
    case 'motion':
      return <MotionForm model={model} sight={sight} form={form} />
    case 'amendment':
      return <AmendmentForm model={model} sight={sight} motion={form.motion} />
    case 'convene':
      return <ConveneForm model={model} sight={sight} />
    case 'proxy':
      return <ProxyForm model={model} sight={sight} />
  }
  return null
}

const LIMITS_S = [null, 30, 60, 120, 300, 600] as const

function PollForm({ model, sight, form }: Parts & { readonly form: Extract<MeetingForm, { is: 'poll' }> }) {
  const { meeting } = model
  const { rules } = sight.about ?? {}
  const question = useSignal(form.question)
  const method = useSignal<Method>(rules?.methods[0] ?? 'named')
  const limit = useSignal('')
  const majority = useSignal('')
  const evidence = useSignal<string | null>('')
  const isFree = form.subject.kind === 'procedure'
  const subject = (): Subject =>
    isFree && majority.value !== '' ? { kind: 'procedure', majority: majority.value } : form.subject
  const ruleName = isFree ? majority.value || rules?.uses.procedure : ruleNameOf(sight, form.subject)
  const rule = ruleName === undefined ? undefined : rules?.majorities[ruleName]
  return (
    <Frame
      meeting={meeting}
      title={say('meetPrepare')}
      deed={say('meetPrepareDo')}
      send={() => {
        if (question.value.trim() === '') return say('meetEmpty', { field: say('meetQuestion') })
        if (evidence.value === null) return say('evidenceComes')
        const limitS = limit.value === '' ? {} : { limitS: Number(limit.value) }
        const poll = meeting.newId('vote')
        const asked = { subject: subject(), question: question.value.trim(), method: method.value }
        const rests = evidence.value === '' ? [] : [evidence.value]
        return { type: 'meeting.preparePoll', poll, ...asked, ...limitS, evidence: rests }
      }}
    >
      <p class="quiet">
        {say('meetSubject')}: {subjectText(sight, form.subject)}
      </p>
      <LineField label={say('meetQuestion')} line={question} />
      <Pick
        label={say('meetMethod')}
        value={method.value}
        options={(rules?.methods ?? ['named']).map((one) => ({ value: one, label: say(`meetHow_${one}`) }))}
        choose={(value) => {
          method.value = value as Method
        }}
      />
      <Pick
        label={say('meetLimit')}
        value={limit.value}
        options={LIMITS_S.map((s) => ({
          value: s === null ? '' : String(s),
          label: s === null ? say('meetNoLimit') : say('meetLimitMin', { minutes: s / 60 }),
        }))}
        choose={(value) => {
          limit.value = value
        }}
      />
      {isFree && rules && (
        <Pick
          label={say('meetMotionMajority')}
          value={majority.value}
          options={majorityOptions(rules)}
          choose={(value) => {
            majority.value = value
          }}
        />
      )}
      {form.subject.kind !== 'agenda' && <EvidencePick meeting={meeting} sight={sight} hash={evidence} />}
      {rule && <p class="quiet">{say('meetRuleNow', { rule: ruleText(rule) })}</p>}
    </Frame>
  )
}

const majorityOptions = (rules: NonNullable<Sight['about']>['rules']) => [
  { value: '', label: say('meetUsual') },
  ...Object.entries(rules.majorities).map(([value, one]) => ({ value, label: capital(ruleText(one)) })),
]

function ruleNameOf(sight: Sight, subject: Subject): string | undefined {
  const own = subject.kind === 'motion' ? motionOf(sight, subject.motion)?.majority : null
  return own ?? sight.about?.rules.uses[subject.kind]
}

function subjectText(sight: Sight, subject: Subject): string {
  switch (subject.kind) {
    case 'motion':
      return say('meetSubject_motion', { title: motionOf(sight, subject.motion)?.title ?? subject.motion })
    case 'amendment':
      return say('meetSubject_amendment', { id: subject.amendment })
    case 'agenda':
      return say('meetSubject_agenda')
    case 'procedure':
      break
  }
  return say('meetSubject_procedure')
}

function MotionForm({ model, sight, form }: Parts & { readonly form: Extract<MeetingForm, { is: 'motion' }> }) {
  const { meeting } = model
  const before = form.motion === null ? undefined : motionOf(sight, form.motion)
  const title = useSignal(before?.title ?? '')
  const text = useSignal(before?.lines.join('\n') ?? '')
  const majority = useSignal('')
  const effects = useSignal<readonly Effect[]>(before?.effects ?? [])
  const { rules } = sight.about ?? {}
  return (
    <Frame
      meeting={meeting}
      title={say(before ? 'meetEditMotion' : 'meetNewMotion')}
      deed={say('meetKeepDraft')}
      send={() => {
        if (title.value.trim() === '') return say('meetEmpty', { field: say('meetMotionTitle') })
        if (text.value.trim() === '') return say('meetEmpty', { field: say('meetText') })
        const written = { title: title.value.trim(), lines: linesOf(text.value), effects: [...effects.value] }
        if (before) return { type: 'meeting.editMotion', motion: before.id, ...written }
        const more = majority.value === '' ? {} : { majority: majority.value }
        return { type: 'meeting.draftMotion', motion: meeting.newId('motion'), item: form.item, ...written, ...more }
      }}
    >
      <LineField label={say('meetMotionTitle')} line={title} />
      <TextField label={say('meetMotionText')} text={text} />
      <EffectsForm model={model} sight={sight} effects={effects} />
      {!before && rules && (
        <Pick
          label={say('meetMotionMajority')}
          value={majority.value}
          options={majorityOptions(rules)}
          choose={(value) => {
            majority.value = value
          }}
        />
      )}
    </Frame>
  )
}

/** The text is written as it should read; the amendment is what differs. */
function AmendmentForm({ model, sight, motion: id }: Parts & { readonly motion: string }) {
  const { meeting } = model
  const motion = motionOf(sight, id)
  const lines = motion?.lines ?? []
  const text = useSignal(lines.join('\n'))
  const after = linesOf(text.value)
  const change = changeOf(lines, after)
  return (
    <Frame
      meeting={meeting}
      title={`${say('meetNewAmendment')}: ${motion?.title ?? id}`}
      deed={say('meetSubmitMotion')}
      send={() => {
        if (!change) return say('meetAmendmentSame')
        const { from, to, lines: own } = change
        const amendment = meeting.newId('amend')
        return { type: 'meeting.submitAmendment', amendment, motion: id, from, to, lines: [...own] }
      }}
    >
      <p class="quiet">{say('meetAmendmentTip')}</p>
      <TextField label={say('meetText')} text={text} />
      {change && <Diff lines={shortened(diffLines(lines, after))} />}
    </Frame>
  )
}

const MINUTE_MS = 60_000

function ConveneForm({ model, sight }: Parts) {
  const { meeting, timeZone } = model
  const noticeS = sight.about?.rules.noticeS ?? 0
  const least = meeting.serverMs.value + noticeS * 1000 + 2 * MINUTE_MS
  const planned = sight.about?.plannedMs ?? 0
  const field = useSignal(fieldOf(Math.max(least, planned), timeZone.value))
  return (
    <Frame
      meeting={meeting}
      title={say('meetConvene')}
      deed={say('meetConvene')}
      send={() => {
        const startsAtMs = momentOf(field.value, timeZone.value)
        if (startsAtMs === null) return say('meetEmpty', { field: say('meetWhen') })
        const nowMs = meeting.serverMs.value
        return startsAtMs < nowMs + noticeS * 1000
          ? tooSoonText(noticeS, nowMs, timeZone.value)
          : { type: 'meeting.convene', startsAtMs }
      }}
    >
      <WhenField model={model} moment={field} noticeS={noticeS} />
    </Frame>
  )
}

function ProxyForm({ model, sight }: Parts) {
  const { meeting } = model
  const { seats } = sight.house
  const isSecretary = sight.own.roles.includes('secretary')
  const mine = seats.filter(({ holder, via }) => via !== 'proxy' && (isSecretary || holder === sight.own.id))
  const from = useSignal(mine[0]?.seat ?? '')
  const others = seats.filter(({ seat }) => seat !== from.value)
  const to = useSignal('')
  const options = (of: typeof seats) => of.map(({ seat, name }) => ({ value: seat, label: `${name} (${seat})` }))
  return (
    <Frame
      meeting={meeting}
      title={say('meetGiveProxy')}
      deed={say('meetGiveProxy')}
      send={() => ({ type: 'meeting.giveProxy', from: from.value, to: to.value || (others[0]?.seat ?? '') })}
    >
      <Pick
        label={say('meetProxyFrom')}
        value={from.value}
        options={options(mine)}
        choose={(value) => {
          from.value = value
        }}
      />
      <Pick
        label={say('meetProxyTo')}
        value={to.value || (others[0]?.seat ?? '')}
        options={options(others)}
        choose={(value) => {
          to.value = value
        }}
      />
    </Frame>
  )
}
