// Reading as the standard says (18-088 annex A: sensing core, filtering extension), over HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entities } from './model.ts'
import { aDatastream, aThing, type House, openHouse, said, type Seen, PATIENCE_MS } from './testing.ts'

let house: House
const ids = (page: Seen): unknown[] => page['value']?.map((one) => one['@iot.id']) ?? []

beforeAll(async () => {
  house = await openHouse()
  // Two things, four datastreams, twelve observations, as the conformance suite lays them out.
  for (const n of [1, 2]) {
    const body = aThing(n)
    await house.post('Things', { ...body, Datastreams: [aDatastream(2 * n - 1), aDatastream(2 * n)] })
  }
  for (let n = 1; n <= 12; n++)
    await house.post(`Datastreams(${Math.ceil(n / 3)})/Observations`, {
      phenomenonTime: `2015-03-${String(n).padStart(2, '0')}T00:00:00Z`,
      result: n,
    })
  await house.ask('PATCH', 'Things(1)', { Locations: [{ '@iot.id': 2 }] })
  await house.ask('PATCH', 'Things(2)', { Locations: [{ '@iot.id': 1 }] })
}, PATIENCE_MS)
afterAll(() => house.close())

describe('the root', () => {
  it('lists all sets of 1.1 with absolute addresses and what it conforms to', async () => {
    const root = await house.get('/v1.1')
    const sets = entities({ hasTasking: true }).map(({ set }) => ({ name: set, url: `${house.root}/v1.1/${set}` }))
    expect(root['value']).toEqual(sets)
    expect(root['serverSettings']?.['conformance']?.length).toBeGreaterThan(5)
  })

  it('knows the eight sensing entities only in 1.0', async () => {
    const root = await house.get('/v1.0/')
    expect(root['value']?.map(({ name }) => name)).toEqual([
      'Things',
      'Locations',
      'HistoricalLocations',
      'Datastreams',
      'Sensors',
      'ObservedProperties',
      'Observations',
      'FeaturesOfInterest',
    ])
    expect((await house.ask('GET', '/v1.0/Tasks')).status).toBe(404)
    expect(await house.get('/v1.0/Things(1)')).not.toHaveProperty('TaskingCapabilities@iot.navigationLink')
  })
})

describe('resource paths', () => {
  it('answers 404 for what does not exist', async () => {
    for (const { set } of entities({ hasTasking: true })) {
      expect((await house.ask('GET', `${set}(9223372036854775807)`)).status).toBe(404)
      expect((await house.ask('GET', `${set}(99999)`)).status).toBe(404)
      expect((await house.ask('GET', `${set}(abc)`)).status).toBe(404)
    }
    for (const path of [
      'Nothing',
      'Things(1)/nothing',
      'Things(1)/Sensors',
      'Things(1)/Datastreams(3)',
      'Things/Datastreams',
      'Things/name',
    ])
      expect((await house.ask('GET', path)).status, path).toBe(404)
  })

  it('follows every navigation four steps deep, with links of each', async () => {
    const seen: string[] = []
    const walk = async (path: string, name: string, depth: number): Promise<void> => {
      const entity = entities({ hasTasking: false }).find((one) => one.name === name)
      if (!entity || depth === 4) return
      for (const nav of entity.navs.filter(({ to }) => !['Actuator', 'TaskingCapability', 'Task'].includes(to))) {
        const next = `${path}/${nav.name}`
        const found = await house.get(`/v1.0/${next}`)
        const refs = await house.get(`/v1.0/${next}/$ref`)
        seen.push(next)
        if (nav.kind === 'one') {
          expect(Object.keys(refs)).toEqual(['@iot.selfLink'])
          await walk(next, nav.to, depth + 1)
          continue
        }
        expect(refs['value']?.every((one) => Object.keys(one).join() === '@iot.selfLink')).toBe(true)
        const id = found['value']?.[0]?.['@iot.id']
        expect(id, next).toBeTypeOf('number')
        await walk(`${next}(${said(id)})`, nav.to, depth + 1)
      }
    }
    for (const { set, name } of entities({ hasTasking: false })) await walk(`${set}(1)`, name, 1)
    expect(seen.length).toBeGreaterThan(120)
  })

  it('gives a property alone, its raw value, and what is inside it', async () => {
    expect(await house.get('Things(1)/name')).toEqual({ name: 'thing 1' })
    expect((await house.ask('GET', 'Things(1)/name/$value')).text).toBe('thing 1')
    expect(await house.get('Observations(1)/resultTime')).toEqual({ resultTime: null })
    expect((await house.ask('GET', 'Observations(1)/resultTime/$value')).status).toBe(200)
    expect((await house.ask('GET', 'Observations(1)/validTime')).status).toBe(204)
    expect(await house.get('Things(1)/properties/reference')).toEqual({ reference: 1 })
    expect((await house.ask('GET', 'Datastreams(1)/unitOfMeasurement/$value')).text).toMatch(/^\{"name":"Lumen"/)
    expect((await house.ask('GET', 'Things(1)/properties/none')).status).toBe(404)
  })
})

describe('entities', () => {
  it('carry their id, their own link, mandatory properties and a link for each navigation', async () => {
    for (const { set, properties, navs } of entities({ hasTasking: false })) {
      const [one] = (await house.get(`/v1.0/${set}`))['value'] ?? []
      expect(one?.['@iot.selfLink']).toBe(`${house.root}/v1.0/${set}(${said(one?.['@iot.id'])})`)
      for (const { name, isRequired } of properties) if (isRequired) expect(one, name).toHaveProperty(name)
      for (const { name } of navs.filter(({ to }) => to !== 'TaskingCapability'))
        expect(one?.[`${name}@iot.navigationLink`]).toBe(`${said(one?.['@iot.selfLink'])}/${name}`)
    }
  })

  it('of a datastream say since when, until when and where', async () => {
    const datastream = await house.get('Datastreams(1)')
    expect(datastream['phenomenonTime']).toBe('2015-03-01T00:00:00.000Z/2015-03-03T00:00:00.000Z')
    expect(datastream['observedArea']).toEqual({ type: 'Point', coordinates: [-116.05, 51.05] })
    expect(datastream).not.toHaveProperty('resultTime')
  })
})

describe('$select', () => {
  it('gives what is named and nothing else', async () => {
    expect(await house.get('Things?$select=name')).toEqual({ value: [{ name: 'thing 1' }, { name: 'thing 2' }] })
    expect(await house.get('Things(1)?$select=id,description')).toEqual({ '@iot.id': 1, description: 'thing 1' })
    const [one] = (await house.get('Things?$select=name,Datastreams'))['value'] ?? []
    expect(Object.keys(one ?? {})).toEqual(['name', 'Datastreams@iot.navigationLink'])
  })
})

describe('$expand', () => {
  it('puts related entities in place of their links, for every navigation and the next', async () => {
    for (const entity of entities({ hasTasking: false }))
      for (const nav of entity.navs.filter(({ to }) => to !== 'TaskingCapability')) {
        const to = entities({ hasTasking: false }).find(({ name }) => name === nav.to)
        for (const next of to?.navs.filter((one) => one.to !== 'TaskingCapability') ?? []) {
          const [one] = (await house.get(`${entity.set}?$expand=${nav.name}/${next.name}&$top=1`))['value'] ?? []
          const inner = nav.kind === 'one' ? one?.[nav.name] : one?.[nav.name]?.[0]
          expect(one).not.toHaveProperty(`${nav.name}@iot.navigationLink`)
          expect(inner?.[next.name], `${entity.set} ${nav.name}/${next.name}`).toBeTypeOf('object')
        }
      }
  })

  it('takes options inside brackets, nested, with count and a link to more', async () => {
    const inner = '$select=result;$orderby=result desc;$top=2;$count=true;$filter=result gt 0'
    const { Datastreams } = await house.get(
      `Things(1)?$expand=Datastreams($select=name;$expand=Observations(${inner}))`,
    )
    expect(Datastreams?.[0]).toMatchObject({
      name: 'datastream 1',
      'Observations@iot.count': 3,
      Observations: [{ result: 3 }, { result: 2 }],
    })
    const next = Datastreams?.[0]?.['Observations@iot.nextLink']
    expect((await house.get(said(next).replace(house.root, '')))['value']).toEqual([{ result: 1 }])
  })

  it('keeps both when a navigation is named twice', async () => {
    const [one] =
      (await house.get('Datastreams?$expand=Thing/Locations,Thing/HistoricalLocations&$top=1'))['value'] ?? []
    expect(one?.['Thing']).toMatchObject({ Locations: [{ name: 'location 2' }], HistoricalLocations: [{}, {}] })
  })
})

describe('pages', () => {
  it('follow each other by links, each entity once', async () => {
    const seen: unknown[] = []
    let path: string = '/v1.1/Observations?$top=5&$orderby=result desc&$filter=result gt 0'
    for (let pages = 0; path !== '' && pages < 10; pages++) {
      const page = await house.get(path)
      seen.push(...(page['value']?.map(({ result }) => result) ?? []))
      path = (page['@iot.nextLink'] ?? '').replace(house.root, '')
    }
    expect(seen).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  })

  it('end without a link, and skip', async () => {
    expect(await house.get('Things?$top=2')).not.toHaveProperty('@iot.nextLink')
    expect(await house.get('Observations?$skip=12')).toEqual({ value: [] })
    expect(ids(await house.get('Observations?$skip=10'))).toEqual([11, 12])
    expect(await house.get('Observations?$top=0&$count=true')).toEqual({ '@iot.count': 12, value: [] })
  })

  it('count on demand', async () => {
    expect((await house.get('FeaturesOfInterest(1)/Observations?$count=true'))['@iot.count']).toBe(6)
    expect(await house.get('Things?$count=false')).not.toHaveProperty('@iot.count')
  })
})

describe('$orderby', () => {
  it('sorts by any property, several, up and down, and along navigations', async () => {
    for (const { set, properties } of entities({ hasTasking: false }))
      for (const { name } of properties)
        for (const direction of ['', ' asc', ' desc'])
          expect((await house.ask('GET', `${set}?$orderby=${name}${direction}`)).status, `${set} ${name}`).toBe(200)
    expect(ids(await house.get('Observations?$orderby=Datastream/name desc,result&$top=4'))).toEqual([10, 11, 12, 7])
    expect(ids(await house.get('Things?$orderby=properties/reference desc'))).toEqual([2, 1])
  })
})

describe('the order of options', () => {
  it('is filter, count, orderby, skip, top', async () => {
    // Beside a text a result is a text: '10' lies before '3'.
    const page = await house.get(
      "Observations?$count=true&$top=1&$skip=2&$orderby=phenomenonTime asc&$filter=result gt '3'",
    )
    expect(page['@iot.count']).toBe(6)
    expect(page['value']?.map(({ result }) => result)).toEqual([6])
  })

  it('reads a query that is encoded as a whole', async () => {
    const query = encodeURIComponent('$filter=result eq 2 and result eq 1 or result eq 1').replaceAll('%20', '+')
    expect(ids(await house.get(`Observations?${query}`))).toEqual([1])
  })
})

describe('bad queries', () => {
  it('are refused with a sentence that names what is wrong', async () => {
    const bad: Record<string, string> = {
      'Things?$top=-1': '$top',
      'Things?$top=1e9': '$top',
      'Things?$skip=x': '$skip',
      'Things?$count=maybe': '$count',
      'Things?$foo=1': '$foo',
      'Things?$top=1&$top=2': 'twice',
      'Things?$select=nothing': 'nothing',
      'Things?$expand=Sensors': 'Sensors',
      'Things?$expand=Datastreams(': 'bracket',
      'Things?$expand=Datastreams($foo=1)': '$foo',
      'Things?$orderby=nothing': 'nothing',
      'Things?$orderby=name sideways': 'sideways',
      'Things?$filter=nothing eq 1': 'nothing',
      "Things?$filter=name eq 'x": 'closed',
      'Things?$filter=name eq': 'ends',
      'Things?$filter=name eq 1': 'number',
      'Things?$filter=(name eq 1': 'bracket',
      'Things?$filter=nothing(name)': 'function',
      'Things?$filter=year(name)': 'time',
      'Things?$filter=name': 'true or false',
      "Things?$filter=substringof('a')": 'arguments',
      'Observations?$filter=result eq NaN': 'NaN',
      'Observations?$filter=result gt 1e999': 'large',
      'Observations?$filter=phenomenonTime gt 2015-13-45T00:00:00Z': 'time',
      "Locations?$filter=st_within(location, geography'CIRCLE(1)')": 'WKT',
      'Things?$resultFormat=xml': 'xml',
      'Things?$resultFormat=dataArray': 'Observations',
    }
    for (const [path, word] of Object.entries(bad)) {
      const { status, body } = await house.ask('GET', encodeURI(path))
      expect(status, path).toBe(400)
      expect(body['error'], path).toContain(word)
    }
  })
})
