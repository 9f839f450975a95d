// The cards of a package's layers: how many, from which sources, how true, how wrong.
import type { City, CityPoint, PointKind } from '../../shared/city/city.ts'
import type { LayerCard, Truth } from '../../shared/city/manifest.ts'
import type { Ground } from './import-terrain.ts'

type Item = { readonly source: number }

const MAPPED = 'as mapped; positions usually within a few metres'

export function layersOf(city: City, ground: Ground, terrainSources: readonly number[]): LayerCard[] {
  const wholes = city.buildings.filter((b) => !b.isPart)
  const by = (source: string): number => wholes.filter((b) => b.heightSource === source).length
  const heights = `heights: ${by('measured')} surveyed, ${by('tagged')} tagged, ${by('storeys')} from storeys x 3 m, ${by('guessed')} guessed from use and area`
  const drawn = city.buildings.filter((b) => b.form)
  const point = (...kinds: PointKind[]): CityPoint[] =>
    city.points.filter((p) => p.origin === 'measured' && kinds.includes(p.kind))
  const planted = (...kinds: PointKind[]): CityPoint[] =>
    city.points.filter((p) => p.origin === 'synthetic' && kinds.includes(p.kind))
  const areas = (...kinds: string[]): Item[] => city.areas.filter((a) => kinds.includes(a.kind))
  const lines = (...kinds: string[]): Item[] => city.lines.filter((l) => kinds.includes(l.kind))
  const synthetic = (what: number): string => `${what} of ${city.links.length} links`
  return [
    card('buildings', 'Buildings', 'measured', wholes, { error: MAPPED, note: 'outlines and uses' }),
    // Storeys times 3 m and guesses are a model; what was surveyed or tagged is not.
    card('heights', 'Building heights', by('storeys') + by('guessed') > 0 ? 'modelled' : 'measured', wholes, {
      error: heights,
      note: 'each building says how its height is known',
    }),
    card('landmarks', 'Landmarks', 'drawn', drawn, {
      error: 'shapes after photographs and published heights',
      note: 'drawn by hand over the mapped outline',
    }),
    card('roads', 'Streets and paths', 'measured', city.links, {
      error: MAPPED,
      note: 'cut into a graph where they meet',
    }),
    card('lanes', 'Lanes and speeds', 'synthetic', city.links, {
      error: `by class where untagged: lanes on ${synthetic(city.links.filter((l) => l.lanesSource === 'synthetic').length)}, speeds on ${synthetic(city.links.filter((l) => l.speedSource === 'synthetic').length)}`,
      note: 'tagged values stay as they are',
    }),
    card(
      'bridges',
      'Bridge decks',
      'modelled',
      city.links.filter((l) => l.isBridge),
      {
        error: 'heights from clearance over what lies below, grades at most 6 %',
        note: 'where bridges are is mapped, how high they are is not',
      },
    ),
    card('signals', 'Traffic signals', 'measured', point('signal'), { error: MAPPED, note: '' }),
    card('stops', 'Stops and stations', 'measured', point('busStop', 'tramStop', 'station'), {
      error: MAPPED,
      note: '',
    }),
    card('transit', 'Lines of public transport', 'measured', lines('transit'), {
      error: 'as in the timetable',
      note: '',
    }),
    card('water', 'Water', 'measured', areas('water'), {
      error: MAPPED,
      note: `surfaces ${ground.truth === 'measured' ? 'modelled from the terrain' : 'synthetic'}`,
    }),
    card(
      'green',
      'Parks, woods and fields',
      'measured',
      areas('park', 'grass', 'forest', 'farmland', 'sand', 'wetland', 'cemetery'),
      { error: MAPPED, note: '' },
    ),
    card(
      'land-use',
      'Other areas',
      'measured',
      areas(
        'square',
        'parking',
        'pitch',
        'playground',
        'industrial',
        'residential',
        'commercial',
        'construction',
        'railway',
      ),
      { error: MAPPED, note: '' },
    ),
    card('rail', 'Railways and trams', 'measured', lines('rail', 'tram', 'subway'), { error: MAPPED, note: '' }),
    card(
      'power',
      'Power lines, towers and substations',
      'measured',
      [...lines('powerLine', 'powerMinor'), ...point('tower', 'pole', 'substation')],
      { error: MAPPED, note: '' },
    ),
    card('trees', 'Trees', 'measured', point('tree'), { error: MAPPED, note: 'single trees in the source' }),
    card('planted-trees', 'Planted trees', 'synthetic', planted('tree'), {
      error: 'invented: along mapped tree rows, in mapped parks and woods, along avenues, beside blocks of flats',
      note: 'seeded; none of them stands where it is drawn',
    }),
    card('lamps', 'Street lamps', 'measured', point('lamp'), { error: MAPPED, note: '' }),
    card('planted-lamps', 'Street lamps along main streets', 'synthetic', planted('lamp'), {
      error: 'invented: every 35 m along lit and main streets',
      note: 'seeded; which streets are lit is tagged on some only',
    }),
    {
      id: 'terrain',
      title: 'Terrain',
      truth: ground.truth,
      sources: [...terrainSources],
      error: ground.error,
      count: ground.terrain.cols * ground.terrain.rows,
      note: ground.note,
    },
  ].filter((layer) => layer.count > 0)
}

function card(
  id: string,
  title: string,
  truth: Truth,
  items: readonly Item[],
  say: { error: string; note: string },
): LayerCard {
  const sources = [...new Set(items.map((i) => i.source))].sort((a, b) => a - b)
  return { id, title, truth, sources, error: say.error, count: items.length, note: say.note }
}
