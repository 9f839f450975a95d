// What-ifs that run or have run: how far they are, and the way into what they foresee.
import type { PanelModel } from './model.ts'
import { momentText } from './moments.ts'
import { say } from './strings.ts'
import { type ForkShown, isReady, isRunning } from './time-model.ts'

export function Forks({ model }: { readonly model: PanelModel }) {
  const forks = model.time.forks.value
  if (forks.length === 0) return null
  return (
    <>
      <h2>{say('forks')}</h2>
      <ul class="rows">
        {forks.map((fork) => (
          <ForkRow key={fork.name} model={model} fork={fork} />
        ))}
      </ul>
    </>
  )
}

export function ForkRow({ model, fork }: { readonly model: PanelModel; readonly fork: ForkShown }) {
  const { time } = model
  const { name, title = '', by, untilMs, progress, reason } = fork
  const until = momentText(untilMs, model.timeZone.value, time.nowMs.value)
  const isOver = !isRunning(fork)
  return (
    <li class="row-item fork">
      <div class="who">
        <span class="name">{title || name}</span>
        <span class="quiet">{reason === '' ? say('forkBy', { by, time: until }) : say('forkFailed', { reason })}</span>
        {!isOver && <progress max={1} value={progress} aria-label={say('forkProgress', { name })} />}
      </div>
      {isReady(fork) && (
        <button type="button" aria-label={say('stepInto', { name })} onClick={() => time.acts.stepInto(name)}>
          {say('stepIn')}
        </button>
      )}
      {time.canPlan.value && (
        <button
          type="button"
          aria-label={say(isOver ? 'takeAwayNamed' : 'endFork', { name })}
          onClick={() => time.acts.endFork(name)}
        >
          {say(isOver ? 'takeAway' : 'end')}
        </button>
      )}
    </li>
  )
}
