// The one panel that is open in the headset: drawn by the page where the browser can, else as a list; opened before the
// eyes, one at a time. A card that is closed is let go.
import { effect } from '@preact/signals'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { MountedPanel } from '../panels/mount.tsx'
import type { Hands } from './hands.ts'
import type { HeadsetHost, WornPanel } from './host.ts'
import { ListPanel } from './list-panel.ts'
import { XrPanel } from './panel.ts'
import type { Pointing } from './pointing.ts'
import { lookOf } from './worn-pose.ts'

type Parts = {
  readonly host: HeadsetHost
  readonly stage: TransformNode
  readonly hands: Hands
  readonly pointing: Pointing
  readonly isPageDrawn: boolean
}

export class WornPanels {
  shown: WornPanel | null = null
  private readonly parts: Parts

  /** Desk and board are asked for elsewhere as well, by the model; here they open before the eyes. */
  private readonly stopHearing: () => void
  private readonly stopGivingWay: () => void

  constructor(parts: Parts) {
    this.parts = parts
    const { open } = parts.host.model
    this.stopHearing = effect(() => {
      const name = open.value
      if (name !== 'duty' && name !== 'whatif' && name !== 'meeting') return
      // After the press is over.
      queueMicrotask(() => {
        open.value = null
        this.open(name)
      })
    })
    const { placing } = parts.host.model
    // One points at the city then, not at the board.
    this.stopGivingWay = effect(() => {
      if (placing.now.value && this.shown?.name === 'whatif') queueMicrotask(() => this.close())
    })
  }

  dispose(): void {
    this.stopHearing()
    this.stopGivingWay()
    this.close()
  }

  open(name: MountedPanel): void {
    if (this.shown?.name === name) return
    this.close()
    const { host, stage, hands, pointing, isPageDrawn } = this.parts
    const Panel = isPageDrawn ? XrPanel : ListPanel
    const panel = new Panel(name, host.model, host.scene.inner, stage, () => {
      if (name === 'card') {
        host.model.isCardPinned.value = false
        void host.showCard(null)
      }
      // After the press is over: what was pressed goes with the panel.
      queueMicrotask(() => this.close())
    })
    lookOf(hands.head.turn, 0, look)
    panel.surface.placeBefore(hands.head.at, Math.sin(look.headingRad), -Math.cos(look.headingRad))
    pointing.add(panel.surface)
    this.shown = panel
  }

  close(): void {
    if (!this.shown) return
    this.parts.pointing.remove(this.shown.surface)
    this.shown.dispose()
    this.shown = null
  }
}

const look = { headingRad: 0, pitchRad: 0 }
