import { contrastOfUsers, momentsOfUsers, scoresOfUsers } from './excitation/moments.ts'
import { trainingLane } from './training/crew.ts'

/** What worker threads can run for sequence models. */
export const modelsKernels = [trainingLane, momentsOfUsers, scoresOfUsers, contrastOfUsers] as const
