// What a context layer needs: where the city stands on the earth, and below /context/ the files of a 3D Tiles
// tileset, when TOWNHALL_CONTEXT names its folder. Only the kinds of files such tilesets have; nothing is listed.
import { extname } from 'node:path'
import express, { Router } from 'express'
import type { Manifest } from '../../shared/city/manifest.ts'
import { frameFromEcef } from '../city/tiles3d-place.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.glb': 'model/gltf-binary',
  '.gltf': 'model/gltf+json',
  '.bin': 'application/octet-stream',
  '.subtree': 'application/octet-stream',
  '.b3dm': 'application/octet-stream',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
}

export function contextRoutes(manifest: Manifest, folder: string | undefined): Router {
  const router = Router()
  router.get('/city/ecef.json', (_request, response) => {
    response.setHeader('cache-control', 'no-cache')
    response.json({ frameFromEcef: frameFromEcef(manifest) })
  })
  if (folder === undefined || folder === '') return router
  const files = express.static(folder, {
    dotfiles: 'deny',
    index: false,
    redirect: false,
    setHeaders: (response, path) => {
      response.setHeader('content-type', TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream')
      response.setHeader('cache-control', 'no-cache')
    },
  })
  router.use('/context', (request, response, next) => {
    if (TYPES[extname(request.path).toLowerCase()] === undefined) next()
    else files(request, response, next)
  })
  return router
}
