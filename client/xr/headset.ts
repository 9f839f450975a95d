// The way into a headset: an immersive-vr session at one's own place in the city, with the credits in view.
// Controllers, hands and panels in VR come with the people's room; here one can enter, look round and leave.
import { WebXRExperienceHelper } from '@babylonjs/core/XR/webXRExperienceHelper.js'
import { WebXRState } from '@babylonjs/core/XR/webXRTypes.js'
import type { WebXRCamera } from '@babylonjs/core/XR/webXRCamera.js'
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js'
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import { CreatePlane } from '@babylonjs/core/Meshes/Builders/planeBuilder.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { eastOf, northOf, toScene, upOf } from '../scene/frame.ts'
import type { CityScene } from '../scene/scene.ts'

type Eye = { readonly eastM: number; readonly northM: number; readonly upM: number; readonly headingRad: number }

const EYE_HEIGHT_M = 1.65

export type Headset = {
  /** Where the eyes are, for tests and for telling others. */
  where(): {
    eastM: number
    northM: number
    upM: number
    eyes: number
    credits: string
    creditsInView: boolean
  }
  leave(): Promise<void>
}

/** Enters VR where `eye` stands; resolves when inside. Leaving puts the flat camera back and calls `left`. */
export async function enterHeadset(city: CityScene, eye: Eye, credits: string, left: () => void): Promise<Headset> {
  const scene = city.inner
  const helper = await WebXRExperienceHelper.CreateAsync(scene)
  const flat = scene.activeCamera
  helper.camera.minZ = flat?.minZ ?? 0.1
  helper.camera.maxZ = flat?.maxZ ?? 30_000
  await helper.enterXRAsync('immersive-vr', 'local-floor')
  standAt(helper.camera, eye)
  const sign = creditSign(scene, helper.camera, credits)
  helper.onStateChangedObservable.add((state) => {
    if (state !== WebXRState.NOT_IN_XR) return
    sign.dispose(false, true)
    helper.dispose()
    if (flat) scene.activeCamera = flat
    left()
  })
  return {
    where: () => {
      const at = helper.camera.globalPosition
      return {
        eastM: eastOf(at),
        northM: northOf(at),
        upM: upOf(at),
        eyes: helper.camera.rigCameras.length,
        credits,
        creditsInView: helper.camera.rigCameras.every((one) => one.isInFrustum(sign)),
      }
    },
    leave: () => helper.exitXRAsync(),
  }
}

function standAt(camera: WebXRCamera, eye: Eye): void {
  const at = toScene(eye.eastM, eye.northM, eye.upM - EYE_HEIGHT_M)
  // Babylon adds the real height above the floor itself.
  camera.position.set(at.x, at.y + camera.realWorldHeight, at.z)
}

/** The attribution, below the middle of the view and always with it: the licence asks for it, in VR too. */
function creditSign(scene: Scene, camera: WebXRCamera, credits: string): Mesh {
  const texture = new DynamicTexture('credits', { width: 1024, height: 64 }, scene, true)
  const context = texture.getContext() as unknown as CanvasRenderingContext2D
  context.fillStyle = 'rgba(16, 24, 36, 0.8)'
  context.fillRect(0, 0, 1024, 64)
  context.font = "34px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"
  context.fillStyle = '#ffffff'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(credits, 512, 34, 1000)
  texture.update()
  const material = new StandardMaterial('credits', scene)
  material.emissiveTexture = texture
  material.diffuseColor = material.specularColor = Color3.Black()
  material.disableLighting = true
  material.backFaceCulling = false
  const sign = CreatePlane('credits', { width: 0.64, height: 0.04 }, scene)
  sign.material = material
  sign.parent = camera
  sign.position.set(0, -0.42, scene.useRightHandedSystem ? -1.2 : 1.2)
  sign.isPickable = false
  return sign
}
