import { random } from '../numeric/random.ts'
import { cumulative } from './draws.ts'
import { catalogue, customerTypes, shop } from './shop-constants.ts'

const dayLength = 86_400_000_000

export interface Item {
  readonly name: string
  readonly category: number
  /** Euros, before any discount. */
  readonly price: number
  /** Items that go with it, by index. */
  readonly companions: readonly number[]
}

export interface Catalogue {
  readonly items: readonly Item[]
  /** By customer type and category: weights of the category's items, as sums. */
  readonly choice: readonly (readonly Float64Array[])[]
}

/** What the shop sells. Depends on the seed alone. */
export function makeCatalogue(seed: number): Catalogue {
  const source = random(seed, 'catalogue')
  const { categories, itemsPerCategory, companions } = catalogue
  const items: Item[] = []
  for (let category = 0; category < categories.length; category++) {
    for (let rank = 0; rank < itemsPerCategory; rank++) {
      const { price, spread, name } = categories[category]
      const exact = price * Math.exp(spread * source.normal())
      items.push({
        name: `${name}-${String(rank + 1).padStart(2, '0')}`,
        category,
        price: Math.max(0.99, Math.round(exact) - 0.01),
        // Most within the category, the last of them anywhere.
        companions: Array.from({ length: companions }, (_, i) =>
          i + 1 < companions
            ? category * itemsPerCategory + source.integer(itemsPerCategory)
            : source.integer(categories.length * itemsPerCategory),
        ),
      })
    }
  }
  const choice = customerTypes.map(({ thrift }) =>
    categories.map(({ price }, category) =>
      cumulative(
        items
          .slice(category * itemsPerCategory, (category + 1) * itemsPerCategory)
          .map((item, rank) => popularity(rank) * (price / item.price) ** thrift),
      ),
    ),
  )
  return { items, choice }
}

function popularity(rank: number): number {
  return (rank + 1) ** -catalogue.popularityDecay
}

/** Price of an item at a time (microseconds UTC), in euros and cents. */
export function priceAt(item: Item, time: number): number {
  const day = Math.floor((time - shop.start) / dayLength)
  const weekend = day % 7 >= 5 ? 1 - catalogue.weekendDiscount : 1
  const category = catalogue.categories[item.category].name
  const outside = category === 'garden' || category === 'outdoor'
  const season = outside ? 1 + (catalogue.springRise * day) / shop.days : 1
  return Math.round(item.price * weekend * season * 100) / 100
}
