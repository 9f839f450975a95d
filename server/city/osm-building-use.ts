// The use of a building from its tags: the value of `building` where it tells, else what is in it (amenity,
// shop, office, …). Values after https://wiki.openstreetmap.org/wiki/Key:building; tables only.
import type { BuildingUse } from '../../shared/city/city.ts'
import type { Tags } from './osm-keys.ts'

type Table = ReadonlyMap<string, BuildingUse>

const BY_BUILDING = table({
  apartments: 'apartments residential dormitory barracks block mixed mixed_use',
  house:
    'house detached semidetached_house terrace bungalow cabin farm static_caravan houseboat ger yurt villa semi hut ' +
    'allotment_house summer_house chalet trullo stilt_house tree_house duplex',
  office: 'office bank',
  retail: 'retail commercial supermarket kiosk shop mall restaurant cafe marketplace store market department_store pub',
  hotel: 'hotel motel hostel',
  civic:
    'civic public government townhall courthouse fire_station police embassy parliament military prison library post_office palace',
  education: 'school university college kindergarten educational nursery childcare',
  health: 'hospital clinic healthcare',
  religious:
    'church cathedral chapel mosque temple synagogue religious shrine monastery pagoda minaret bell_tower convent presbytery ' +
    'wayside_shrine baptistery',
  culture: 'museum theatre cinema exhibition gallery castle monument planetarium concert_hall arts_centre',
  sport: 'sports_hall stadium grandstand sports_centre swimming_pool riding_hall pavilion gym sports ice_rink',
  industrial:
    'industrial warehouse factory manufacture hangar storage_tank silo works power digester brewery chimney gasometer tank workshop',
  transport: 'train_station transportation station terminal bus_station subway_entrance airport metro ferry_terminal',
  garage: 'garage garages carport parking parking_garage parking_entrance',
  service:
    'service shed roof barn greenhouse stable sty cowshed farm_auxiliary transformer_tower water_tower bunker toilets container ' +
    'tent boathouse slurry_tank outbuilding substation guardhouse gatehouse pumping_station boiler_house utility bridge tower ' +
    'entrance stairs storage ruins collapsed technical hothouse conservatory',
  construction: 'construction',
})

const BY_AMENITY = table({
  civic:
    'townhall courthouse police fire_station post_office embassy public_building community_centre social_centre prison ' +
    'social_facility public library',
  education:
    'school kindergarten university college language_school music_school driving_school childcare research_institute prep_school',
  health: 'hospital clinic doctors dentist pharmacy nursing_home veterinary health_post',
  religious: 'place_of_worship monastery',
  culture:
    'theatre cinema arts_centre nightclub conference_centre exhibition_centre planetarium casino events_venue studio',
  office: 'bank coworking_space',
  retail:
    'restaurant cafe fast_food bar pub marketplace food_court fuel car_wash car_rental ice_cream bureau_de_change',
  transport: 'bus_station ferry_terminal taxi',
  garage: 'parking parking_space bicycle_parking motorcycle_parking',
  service: 'toilets shelter waste_disposal recycling public_bath crematorium',
})

const BY_LEISURE = table({
  sport:
    'sports_centre stadium sports_hall fitness_centre swimming_pool ice_rink water_park horse_riding bowling_alley pitch track ' +
    'dance golf_course miniature_golf',
  culture: 'amusement_arcade adult_gaming_centre resort',
})

const BY_TOURISM = table({
  hotel: 'hotel hostel motel guest_house apartment chalet alpine_hut',
  culture: 'museum gallery attraction theme_park zoo aquarium viewpoint artwork',
})

const BY_MAN_MADE = table({
  industrial:
    'works storage_tank silo wastewater_plant water_works chimney kiln petroleum_well gasometer cooling_tower bunker_silo',
  service:
    'water_tower tower pumping_station reservoir_covered water_well communications_tower mast cooling street_cabinet',
})

const BY_LANDUSE = table({
  garage: 'garages',
  industrial: 'industrial',
  retail: 'retail commercial',
  religious: 'religious',
})

export function buildingUseOf(tags: Tags): BuildingUse {
  const own = BY_BUILDING.get(tags['building'] ?? '') ?? BY_BUILDING.get(tags['building:part'] ?? '')
  return own ?? useInside(tags) ?? BY_BUILDING.get(tags['building:use'] ?? '') ?? 'unknown'
}

function useInside(tags: Tags): BuildingUse | undefined {
  const amenity = BY_AMENITY.get(tags['amenity'] ?? '')
  if (amenity) return amenity
  if (tags['healthcare'] !== undefined) return 'health'
  const tourism = BY_TOURISM.get(tags['tourism'] ?? '')
  if (tourism) return tourism
  const leisure = BY_LEISURE.get(tags['leisure'] ?? '')
  if (leisure) return leisure
  if (tags['shop'] !== undefined && tags['shop'] !== 'no') return 'retail'
  if (tags['office'] !== undefined && tags['office'] !== 'no') {
    return tags['office'] === 'government' || tags['office'] === 'diplomatic' ? 'civic' : 'office'
  }
  if (tags['railway'] === 'station' || tags['public_transport'] === 'station') return 'transport'
  if (tags['aeroway'] === 'terminal') return 'transport'
  if (tags['aeroway'] === 'hangar') return 'industrial'
  if (tags['power'] === 'substation' || tags['power'] === 'transformer') return 'service'
  if (tags['power'] === 'plant' || tags['power'] === 'generator') return 'industrial'
  if (tags['historic'] === 'monument' || tags['historic'] === 'castle') return 'culture'
  return BY_MAN_MADE.get(tags['man_made'] ?? '') ?? BY_LANDUSE.get(tags['landuse'] ?? '')
}

function table(words: Partial<Record<BuildingUse, string>>): Table {
  const entries = Object.entries(words) as [BuildingUse, string][]
  return new Map(entries.flatMap(([use, values]) => values.split(' ').map((value) => [value, use] as const)))
}
