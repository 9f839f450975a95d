// Sounds of a meeting, made here and of no file: two tones when a speech's time ends soon, three when it is over, a soft gong
// when a vote opens. A browser lets a page sound only after somebody has pressed something; before, it stays still. What sounds
// is always written somewhere as well.

export type MeetingSound = 'warning' | 'over' | 'gong'
type Tone = { readonly atS: number; readonly hz: number; readonly forS: number; readonly loud: number }

/** What is played: a test looks at it. */
export const TONES: Readonly<Record<MeetingSound, readonly Tone[]>> = {
  warning: [
    { atS: 0, hz: 660, forS: 0.35, loud: 0.5 },
    { atS: 0.42, hz: 660, forS: 0.5, loud: 0.5 },
  ],
  over: [
    { atS: 0, hz: 880, forS: 0.22, loud: 0.6 },
    { atS: 0.28, hz: 700, forS: 0.22, loud: 0.6 },
    { atS: 0.56, hz: 560, forS: 0.7, loud: 0.6 },
  ],
  // Partials of a bowl: the upper ones die away sooner.
  gong: [
    { atS: 0, hz: 196, forS: 2.6, loud: 0.5 },
    { atS: 0, hz: 392, forS: 1.8, loud: 0.22 },
    { atS: 0, hz: 541, forS: 1.1, loud: 0.14 },
    { atS: 0, hz: 784, forS: 0.7, loud: 0.08 },
  ],
}
const RISE_S = 0.015

export type MeetingSounds = {
  /** False where nothing may sound: muted, or nothing was pressed yet. */
  play(sound: MeetingSound): boolean
}

/** `isOn` is asked each time. */
export function meetingSounds(isOn: () => boolean): MeetingSounds {
  let context: AudioContext | null = null
  const wake = (): void => {
    context ??= new AudioContext()
    void context.resume().catch(() => undefined)
  }
  for (const kind of ['pointerdown', 'keydown'] as const) window.addEventListener(kind, wake, { passive: true })
  return {
    play(sound) {
      if (!isOn() || context?.state !== 'running') return false
      const out = context.createGain()
      out.gain.value = 0.35
      out.connect(context.destination)
      for (const tone of TONES[sound]) ring(context, out, tone)
      return true
    },
  }
}

function ring(context: AudioContext, out: AudioNode, { atS, hz, forS, loud }: Tone): void {
  const from = context.currentTime + 0.02 + atS
  const tone = context.createOscillator()
  const swell = context.createGain()
  tone.frequency.value = hz
  swell.gain.setValueAtTime(0, from)
  swell.gain.linearRampToValueAtTime(loud, from + RISE_S)
  swell.gain.exponentialRampToValueAtTime(0.001, from + forS)
  tone.connect(swell).connect(out)
  tone.start(from)
  tone.stop(from + forS + 0.05)
  tone.addEventListener('ended', () => {
    tone.disconnect()
    swell.disconnect()
  })
}
