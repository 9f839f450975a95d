// What every part of the meeting's panel is made of: deeds as buttons with what they ask for and why they were refused, the
// running clock, and a focus that stays when what had it is gone.
import type { RefObject } from 'preact'
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect } from 'preact/hooks'
import { isNowhere } from '../panels/focus.ts'
import { useOwnId } from '../panels/own-id.ts'
import { say } from '../panels/strings.ts'
import { clockFace } from './clocks.ts'
import type { MeetingDeed } from './deeds.ts'
import { deedAt, type MeetingModel } from './meeting-model.ts'

/** Shown at once; the others wait behind "More". */
const MOST_SHOWN = 4

export function Deeds(props: {
  readonly meeting: MeetingModel
  readonly deeds: readonly MeetingDeed[]
  readonly isBig?: boolean
  readonly most?: number
}) {
  const { meeting, deeds, isBig = false, most = MOST_SHOWN } = props
  const place = useOwnId()
  if (deeds.length === 0) return null
  const first = deeds.length <= most + 1 ? deeds : deeds.slice(0, most)
  const rest = deeds.slice(first.length)
  const asked = deeds.find((deed) => deedAt(deed, place) === meeting.asking.value)
  return (
    <div class={isBig ? 'deeds big' : 'deeds'}>
      <div class="buttons">
        {first.map((deed) => (
          <DeedButton key={deed.id} meeting={meeting} deed={deed} place={place} />
        ))}
      </div>
      {rest.length > 0 && (
        <details>
          <summary>{say('meetFurther')}</summary>
          <div class="buttons">
            {rest.map((deed) => (
              <DeedButton key={deed.id} meeting={meeting} deed={deed} place={place} />
            ))}
          </div>
        </details>
      )}
      {asked && <Asked key={asked.id} meeting={meeting} deed={asked} place={place} />}
      <Refusal meeting={meeting} at={deeds.map((deed) => deedAt(deed, place))} />
    </div>
  )
}

type OneDeed = { readonly meeting: MeetingModel; readonly deed: MeetingDeed; readonly place: string }

function DeedButton({ meeting, deed, place }: OneDeed) {
  const { shown, label, isPrimary, waits } = deed
  const at = deedAt(deed, place)
  const isForm = deed.asks !== undefined || deed.sure !== undefined
  return (
    <button
      type="button"
      class={isPrimary ? 'primary' : ''}
      aria-label={waits === undefined ? label : `${label} (${waits})`}
      aria-disabled={waits !== undefined || meeting.doing.value === at}
      {...(isForm ? { 'aria-expanded': meeting.asking.value === at } : {})}
      onClick={() => meeting.press(deed, place)}
    >
      {shown}
      {waits !== undefined && <span class="waits"> ({waits})</span>}
    </button>
  )
}

/** The sentence a deed asks for, or whether one is sure. */
function Asked({ meeting, deed, place }: OneDeed) {
  const text = useSignal('')
  const id = useOwnId()
  const { asks, sure, shown } = deed
  useLayoutEffect(() => document.getElementById(id)?.focus(), [id])
  /** Back to the button that asked. */
  const stop = (): void => {
    const deeds = document.getElementById(id)?.closest('.deeds')
    meeting.asking.value = ''
    deeds?.querySelector<HTMLElement>('[aria-expanded=true]')?.focus()
  }
  const field = {
    id,
    value: text.value,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => {
      text.value = event.currentTarget.value
    },
  }
  return (
    <form
      class="asked"
      onSubmit={(event) => {
        event.preventDefault()
        void meeting.give(deed, text.value, place)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        stop()
      }}
    >
      {sure !== undefined && (
        <p id={id} tabIndex={-1}>
          {sure}
        </p>
      )}
      {asks && <label for={id}>{asks.label}</label>}
      {asks &&
        (asks.isLong ? (
          <textarea rows={3} maxLength={4000} {...field} />
        ) : (
          <input type="text" maxLength={160} {...field} />
        ))}
      <div class="buttons">
        <button type="submit" class="primary">
          {shown}
        </button>
        <button type="button" onClick={stop}>
          {say('meetNotDone')}
        </button>
      </div>
    </form>
  )
}

/** Why what was asked here was refused. */
export function Refusal({ meeting, at }: { readonly meeting: MeetingModel; readonly at: readonly string[] }) {
  const refused = meeting.refused.value
  const why = refused && at.includes(refused.at) ? refused.why : ''
  return <div role="alert">{why !== '' && <p class="refusal">{say('refused', { reason: why })}</p>}</div>
}

/** Counts by itself and is not read out every second. */
export function Clock(props: {
  readonly meeting: MeetingModel
  readonly label: string
  readonly leftMs: (serverMs: number) => number
  readonly as?: (serverMs: number) => string
}) {
  const { meeting, label, leftMs, as } = props
  const serverMs = meeting.serverMs.value
  return (
    <span class={`time-left ${as?.(serverMs) ?? ''}`} role="timer" aria-label={label}>
      {clockFace(leftMs(serverMs))}
    </span>
  )
}

/** What had the focus may go when parts arrive: the heading of its section has it then, not the page's beginning. */
export function useKeptFocus(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const inside = box.current
    if (!inside) return () => {}
    let section: Element | null = null
    let last: Element | null = null
    const focused = (): void => {
      last = document.activeElement
      section = last?.closest('section, [role=tabpanel]') ?? null
    }
    inside.addEventListener('focusin', focused)
    const watch = new MutationObserver(() => {
      if (!last || inside.contains(last) || !isNowhere(document.activeElement)) return
      last = null
      const from = section && inside.contains(section) ? section : inside
      const heading = '[tabindex="-1"]:not([role=tab])'
      const to = from.querySelector<HTMLElement>(heading) ?? inside.querySelector<HTMLElement>(heading)
      to?.focus({ preventScroll: true })
    })
    watch.observe(inside, { childList: true, subtree: true })
    return () => {
      inside.removeEventListener('focusin', focused)
      watch.disconnect()
    }
  }, [box])
}
