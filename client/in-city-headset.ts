// Putting a headset on and taking it off: loads client/xr when asked, and hands it what it needs of the visit.
import type { PanelModel } from './panels/model.ts'
import type { HeadsetHost, Headset, HeadsetKind, WornPose } from './xr/host.ts'

export type Wearing = {
  headset(): Headset | null
  /** What others are to see of head and hands; null while one looks at a screen. */
  pose(): WornPose | null
  enter(kind: HeadsetKind): Promise<void>
  leave(): Promise<void>
}

/** `host` is asked when a headset is put on, since the visit is complete only then. */
export function wearing(model: PanelModel, host: () => Omit<HeadsetHost, 'left'>): Wearing {
  let worn: Headset | null = null
  let isEntering = false
  const left = (): void => {
    worn = null
    model.headset.value = 'none'
  }
  return {
    headset: () => worn,
    // On a table one looks at the city from outside: the body stays where it stood.
    pose: () => (worn && !worn.isAtTable ? worn.pose() : null),
    enter: async (kind) => {
      if (worn || isEntering) return
      isEntering = true
      try {
        const { enterHeadset } = await import('./xr/headset.ts')
        worn = await enterHeadset({ ...host(), left }, kind)
      } catch (error) {
        model.notice.value = error instanceof Error ? error.message : String(error)
      } finally {
        isEntering = false
      }
    },
    leave: async () => worn?.leave(),
  }
}
