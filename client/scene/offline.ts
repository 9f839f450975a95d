// No default of the engine may reach for its makers' servers: whatever is missing fails here, not on the network.
import { Tools } from '@babylonjs/core/Misc/tools.js'
import { WebXRMotionControllerManager } from '@babylonjs/core/XR/motionController/webXRMotionControllerManager.js'

export function stayOffline(): void {
  Tools.ScriptBaseUrl = '/engine'
  Tools.AssetBaseUrl = '/engine'
  WebXRMotionControllerManager.BaseRepositoryUrl = '/xr-profiles'
  WebXRMotionControllerManager.UseOnlineRepository = false
}
