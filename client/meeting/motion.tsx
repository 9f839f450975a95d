// A motion: its text by lines, amendments with what they take and add (by sign and word, not by colour alone), what may be done.
import { amended, type DiffLine, diffLines } from '../../shared/civic/lines.ts'
import type { Amendment } from '../../shared/civic/state.ts'
import type { MotionTold } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { Deeds } from './bits.tsx'
import { amendmentDeeds, motionDeeds } from './deeds-motion.ts'
import { Effects } from './effects-form.tsx'
import type { MeetingModel } from './meeting-model.ts'
import { shortened } from './shortened.ts'
import { seatOf, type Sight } from './sight.ts'
import { word } from './words.ts'

type Parts = { readonly meeting: MeetingModel; readonly sight: Sight; readonly motion: MotionTold }

export function Motion({ meeting, sight, motion }: Parts) {
  const { id, title, by, life, lines, final, seconders, effects = [] } = motion
  const amendments = sight.amendments.filter((one) => one.motion === id)
  const isAmended = final.join('\n') !== lines.join('\n')
  const needed = sight.about?.rules.seconders ?? 0
  const names = seconders.map((seat) => seatOf(sight, seat)?.name ?? seat).join(', ')
  return (
    <section class="motion" aria-label={title}>
      <p class="item-title" tabIndex={-1}>
        <span class="name">{title}</span> <span class="state">{word('motion', life.is)}</span>
      </p>
      <p class="quiet">
        {say('meetBy', { name: by.name })}
        {names !== '' && ` · ${say('meetSeconders', { names })}`}
        {life.is === 'moved' && needed > 0 && ` · ${say('meetSecondersNeeded', { count: seconders.length, needed })}`}
        {'reason' in life && ` · ${life.reason}`}
      </p>
      <details open={life.is === 'debate' || life.is === 'voting'}>
        <summary>{say(isAmended ? 'meetTextNow' : 'meetText')}</summary>
        {isAmended ? <Diff lines={diffLines(lines, final)} /> : <Text lines={lines} />}
      </details>
      <Effects effects={effects} timeZone={meeting.acts.timeZone()} />
      {amendments.length > 0 && <p class="ballot-title">{say('meetAmendments')}</p>}
      {amendments.map((amendment) => (
        <AmendmentView key={amendment.id} meeting={meeting} sight={sight} motion={motion} amendment={amendment} />
      ))}
      <Deeds meeting={meeting} deeds={motionDeeds(sight, motion)} most={3} />
    </section>
  )
}

function AmendmentView({ meeting, sight, motion, amendment }: Parts & { readonly amendment: Amendment }) {
  const { id, by, state, reach, reason } = amendment
  const deeds = amendmentDeeds(sight, amendment)
  return (
    <div class="amendment" role="group" aria-label={say('meetAmendment', { id })}>
      <p>
        <span class="name">{say('meetAmendment', { id })}</span> <span class="state">{word('amendment', state)}</span>
      </p>
      <p class="quiet">
        {say('meetBy', { name: by.name })}
        {state !== 'submitted' && ` · ${say('meetReach', { reach })}`}
        {reason !== '' && ` · ${reason}`}
      </p>
      <details open={state === 'submitted' || state === 'voting' || state === 'debate'}>
        <summary>{say('meetDiff')}</summary>
        <Diff lines={shortened(diffLines(motion.lines, amended(motion.lines, [amendment])))} />
      </details>
      {deeds.some(({ does }) => 'command' in does && does.command('').type === 'meeting.admitAmendment') && (
        <p class="quiet">{say('meetReachTip')}</p>
      )}
      <Deeds meeting={meeting} deeds={deeds} />
    </div>
  )
}

export function Text({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ol class="text-lines">
      {lines.map((line, i) => (
        <li key={i}>{line}</li>
      ))}
    </ol>
  )
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const

export function Diff({ lines }: { readonly lines: readonly (DiffLine | null)[] }) {
  return (
    <ul class="diff">
      {lines.map((line, i) =>
        line === null ? (
          <li key={i} class="gap" aria-hidden="true">
            …
          </li>
        ) : (
          <li key={i} class={`line-${line.is}`}>
            <span class="sign" aria-hidden="true">
              {SIGNS[line.is]}
            </span>
            {line.is !== 'same' && (
              <span class="unseen">{say(line.is === 'added' ? 'meetLineAdded' : 'meetLineRemoved')}: </span>
            )}
            {line.is === 'removed' ? <del>{line.text}</del> : line.is === 'added' ? <ins>{line.text}</ins> : line.text}
          </li>
        ),
      )}
    </ul>
  )
}
