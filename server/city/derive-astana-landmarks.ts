// Landmarks of Astana that their OpenStreetMap outlines of December 2017 do not draw: forms by hand, heights as
// published (each with where). Left alone where tags or parts already tell the shape: the Emerald Towers (tagged
// 210 m), Northern Lights, the tower of Abu Dhabi Plaza (then being built).
import type { Drawn } from './finish.ts'

export const ASTANA_LANDMARKS: ReadonlyMap<string, Drawn> = new Map<string, Drawn>([
  [
    // Bayterek: 105 m with the sphere, observation deck at 97 m, for 1997 when the capital moved.
    'way/230401645',
    { form: 'observationTower', heightM: 105, storeys: 1, said: 'Wikipedia, Bayterek (monument)' },
  ],
  [
    // Khan Shatyr: the tent rises over the elliptical plinth, which the data draw as a building of its own.
    'way/108292453',
    {
      form: 'tent',
      heightM: 150,
      storeys: 6,
      outlineOf: 'way/460703779',
      replaces: ['way/460703777', 'way/460703778'],
      said: 'Foster + Partners, Khan Shatyr Entertainment Centre: 150 m',
    },
  ],
  [
    // Palace of Peace and Reconciliation: a pyramid of 62 m on a 62 m square; the tag's 77 m counts the mound.
    'way/166197368',
    {
      form: 'glassPyramid',
      heightM: 62,
      storeys: 9,
      said: 'Foster + Partners, Palace of Peace and Reconciliation: 62 m',
    },
  ],
  [
    // Ak Orda: 80 m with its spire.
    'way/166198046',
    { form: 'domedPalace', heightM: 80, said: 'Wikipedia, Ak Orda Presidential Palace: 80 m with the spire' },
  ],
  [
    // Hazrat Sultan: minarets of 77 m, the great dome 51 m; the data draw the minarets as four buildings.
    'way/240860325',
    {
      form: 'mosque',
      heightM: 77,
      storeys: 3,
      replaces: ['way/502393085', 'way/502393086', 'way/502393087', 'way/502393088'],
      said: 'Wikipedia, Hazrat Sultan Mosque: minarets 77 m',
    },
  ],
  [
    // Nur-Astana mosque: minarets of 63 m. Nameless outline; the name is that of node/4928623480 inside it.
    'way/230400888',
    {
      form: 'mosque',
      heightM: 63,
      storeys: 3,
      name: 'мечеть "Нур-Астана"',
      said: 'Wikipedia, Nur-Astana Mosque: minarets 63 m',
    },
  ],
  [
    // Nur Alem, the sphere of Expo 2017: 80 m across, 100 m high.
    'way/454857501',
    {
      form: 'sphere',
      heightM: 100,
      storeys: 8,
      name: 'Нұр Әлем',
      said: 'Wikipedia, Nur Alem: 100 m high, 80 m across',
    },
  ],
  [
    // Astana Arena: nameless outline; the name is that of node/4908968228. Height judged from photographs.
    'way/166223262',
    { form: 'bowl', heightM: 30, storeys: 3, name: 'Астана Арена', said: 'judged from photographs' },
  ],
  [
    // Triumph of Astana: its parts stand as tagged; the middle one carries the spire.
    'way/460703796',
    {
      heightM: 142,
      storeys: 39,
      roof: 'pyramidal',
      roofHeightM: 46,
      said: 'Wikipedia, Triumph of Astana: 142 m with the spire',
    },
  ],
  [
    // Transport Tower.
    'way/230403258',
    { heightM: 155, storeys: 34, said: 'Wikipedia, Transport Tower (Astana): 155 m' },
  ],
])
