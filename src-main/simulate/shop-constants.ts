/**
 * The constants of the sample shop, fixed before any estimator was run on it. What they are meant to give:
 *
 * - **Intent** u ~ Beta(2, 2) is a customer's wish to buy, seen by no log. In each of the five weeks before the landmark a
 *   customer fills one cart with chance u, so carts | u ~ Binomial(5, u) and E[u | carts] = (2 + carts) / 9 is *linear*:
 *   the mean outcome given what is logged is linear too, and a linear outcome model is right, not merely near.
 * - **Purchases** before the landmark are carts that the customer type converts, and **views** follow from carts and type;
 *   given those, neither says anything more about intent.
 * - **The offer**, variant `observed`: its log-odds are linear in carts, purchases and type, all of them logged, with
 *   chances between .2 and .9. Adjusting for them suffices, by weighting and by regression alike; the plain comparison of
 *   those who got it with those who did not is too high by more than the effect itself.
 * - **The offer**, variant `unseen`: its log-odds are linear in intent (chances .05–.95, for nine in ten customers .1–.9) and
 *   in nothing else. No set of logged columns suffices. The type is independent of intent and offer, so a linear regression that
 *   could see intent would find exactly the average effect; and the offer hangs on intent more than the outcome does
 *   (partial R²), which keeps an interval adjusted by both at least as wide as sampling demands.
 * - **Buying** in the three weeks after the day of the offer has a chance linear in all of these, between .02 and .9 for every
 *   customer, so that nothing is ever clamped. The offer adds an effect that differs by type, and puts some off.
 *
 * 20,000 customers make about 400,000 events.
 */
export const shop = {
  /** Monday 2026-03-02 00:00 UTC, microseconds. */
  start: Date.UTC(2026, 2, 2) * 1000,
  days: 60,
  /** Day of the index time, from the start: five whole weeks. */
  landmarkDay: 35,
  weeksBefore: 5,
  graceDays: 1,
  outcomeDays: 21,
} as const

export interface CustomerType {
  readonly name: string
  readonly share: number
  /** Chance that a cart is bought, before the landmark. */
  readonly conversion: number
  /** Sessions a week in which the customer only looks. */
  readonly browsingPerWeek: number
  /** Chance to buy in the outcome window at no intent, no history and no offer. */
  readonly baseline: number
  /** What an offer adds to the chance to buy. */
  readonly effect: number
  /** Log-odds of the offer in variant `observed`. */
  readonly offer: number
  /** How strongly a cheap item is preferred: log-weight for each halving of the price. */
  readonly thrift: number
}

export const customerTypes: readonly CustomerType[] = [
  {
    name: 'bargain-hunter',
    share: 0.3,
    conversion: 0.35,
    browsingPerWeek: 0.5,
    baseline: 0.05,
    effect: 0.14,
    offer: 0.2,
    thrift: 0.9,
  },
  {
    name: 'loyal',
    share: 0.25,
    conversion: 0.5,
    browsingPerWeek: 0.3,
    baseline: 0.12,
    effect: 0.02,
    offer: -0.1,
    thrift: 0,
  },
  {
    name: 'browser',
    share: 0.3,
    conversion: 0.1,
    browsingPerWeek: 0.9,
    baseline: 0.04,
    effect: 0.06,
    offer: 0,
    thrift: 0.3,
  },
  {
    name: 'privacy-minded',
    share: 0.15,
    conversion: 0.3,
    browsingPerWeek: 0.3,
    baseline: 0.12,
    effect: -0.1,
    offer: 0,
    thrift: 0,
  },
]

/** Log-odds of getting the offer. */
export const offer = {
  observed: { intercept: -1.2, perCart: 0.45, perPurchase: 0.1 },
  unseen: { perIntent: 6, centre: 0.5 },
} as const

/** What is added to a type's baseline chance to buy in the outcome window. */
export const purchase = { perCart: 0.03, perPurchase: 0.02, perIntent: 0.5 } as const

/** Views of a session are 1 + Poisson. */
export const furtherViews = { withCart: 1, browsing: 0.8 } as const

/** Relative number of sessions, Monday to Sunday. */
export const weekdayWeights = [0.9, 0.85, 0.9, 0.95, 1.1, 1.3, 1.2] as const

/** Relative number of sessions by hour UTC: a small peak at noon, a high one in the evening. */
export const hourWeights = [
  0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 0.8, 1, 1.1, 1.2, 1.4, 1.6, 1.4, 1.2, 1.1, 1.2, 1.4, 1.8, 2.3, 2.6, 2.4,
  1.6, 0.8,
] as const

export const catalogue = {
  itemsPerCategory: 40,
  /** Median price in euros, and the spread of log-prices within the category. */
  categories: [
    { name: 'kitchen', price: 28, spread: 0.6 },
    { name: 'garden', price: 35, spread: 0.7 },
    { name: 'books', price: 14, spread: 0.35 },
    { name: 'toys', price: 19, spread: 0.5 },
    { name: 'audio', price: 75, spread: 0.7 },
    { name: 'lighting', price: 42, spread: 0.6 },
    { name: 'outdoor', price: 58, spread: 0.7 },
    { name: 'stationery', price: 7, spread: 0.5 },
    { name: 'textiles', price: 24, spread: 0.5 },
    { name: 'care', price: 11, spread: 0.4 },
  ],
  /** Popularity of the r-th item of a category is r to minus this. */
  popularityDecay: 0.8,
  /** Items that go with each item, and the chance that the next view is one of them. */
  companions: 4,
  companionChance: 0.45,
  /** Categories that a customer cares for, and the chance that a view is in one of them. */
  favourites: 2,
  favouriteChance: 0.85,
  /** Prices fall by this at weekends, and garden and outdoor prices rise through spring by this. */
  weekendDiscount: 0.05,
  springRise: 0.12,
} as const
