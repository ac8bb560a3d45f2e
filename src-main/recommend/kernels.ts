import { factorBlock, invertFactorColumn, multiplyRow } from './blocked-inverse.ts'
import { evaluateUsers } from './evaluate-ranking.ts'
import { nearestItems } from './item-knn.ts'

/** What worker threads can run for recommendations. */
export const recommendKernels = [
  factorBlock,
  invertFactorColumn,
  multiplyRow,
  nearestItems,
  evaluateUsers,
] as const
