// A player before an audience: what it does is published after steps, soon after commands that were taken, and at once, but
// ten times a second at most, when it has heard what a layer shows.
import type { Observation } from '../../shared/kernel/system.ts'
import type { Act, ShownHouse } from './messages.ts'
import type { Player, Verdict } from './player.ts'
import { Publication, type Published } from './publication.ts'

const SOON_MS = 100
/** A message brings several observations, one after the other. */
const GATHER_MS = 10

export type Audience = {
  fault(fault: { readonly system: string; readonly error: unknown }): void
  published(published: Published): void
}

export class Stage {
  readonly player: Player
  private readonly audience: Audience
  private readonly publication: Publication | null
  /** The last command that was marked; a resent one is answered with an earlier number. */
  private markedSeq: number
  private soon: NodeJS.Timeout | null = null
  private soonHeard: NodeJS.Timeout | null = null
  private heardShownMs = -Infinity

  constructor(player: Player, { shows }: ShownHouse, audience: Audience) {
    this.player = player
    this.audience = audience
    this.publication = shows ? new Publication(shows.publishers, shows.ground, (fault) => audience.fault(fault)) : null
    this.markedSeq = player.seq
  }

  async act({ command, actor, intent }: Act): Promise<Verdict> {
    // What a command holds besides its type is its system's to read.
    const verdict = await this.player.act(command as Act['command'] & Record<string, unknown>, actor, intent)
    if (!verdict.ok || verdict.seq <= this.markedSeq) return verdict
    this.markedSeq = verdict.seq
    this.publication?.accepted(command, this.player.twin.nowMs)
    // Of many commands at once there is one showing.
    this.soon ??= setTimeout(() => this.show(), SOON_MS)
    return verdict
  }

  async observe(observation: Observation): Promise<Verdict> {
    const verdict = await this.player.observe(observation)
    if (!verdict.ok || !this.publication?.heard(observation.key)) return verdict
    const apartMs = this.heardShownMs + SOON_MS - performance.now()
    this.soonHeard ??= setTimeout(() => this.showHeard(), Math.max(GATHER_MS, apartMs))
    return verdict
  }

  show(): void {
    this.close()
    if (this.publication) this.audience.published(this.publication.show(this.player))
  }

  /** Nothing that is due is shown any more. */
  close(): void {
    for (const timer of [this.soon, this.soonHeard]) if (timer) clearTimeout(timer)
    this.soon = null
    this.soonHeard = null
  }

  private showHeard(): void {
    this.soonHeard = null
    this.heardShownMs = performance.now()
    if (this.publication) this.audience.published(this.publication.showHeard(this.player))
  }
}
