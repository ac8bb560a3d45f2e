import { trainingLane } from './training/crew.ts'

/** What worker threads can run for sequence models. */
export const modelsKernels = [trainingLane] as const
