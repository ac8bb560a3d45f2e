import { imageLanes } from './content/images/image-lane.ts'
import { encodeSentences } from './content/sentences/sentence-kernel.ts'
import { contrastOfUsers } from './excitation/contrast.ts'
import { influencesOfUsers } from './excitation/influences.ts'
import { momentsOfUsers } from './excitation/moments.ts'
import { trainingLanes } from './training/lane.ts'

/** What worker threads can run for sequence models. */
export const modelsKernels = [
  trainingLanes.kernel,
  imageLanes.kernel,
  encodeSentences,
  momentsOfUsers,
  influencesOfUsers,
  contrastOfUsers,
] as const
