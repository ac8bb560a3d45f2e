import type { Architecture } from '../architecture.ts'
import { idleKernels } from '../kernels/kernels.ts'
import { parametersOf } from '../networks/table.ts'
import { cacheTile } from './lane.ts'
import type { LearnerOptions } from './learner.ts'
import { layOutMemory } from './memory-layout.ts'
import { itemFloats, mapParameters } from './parameters.ts'
import { measureScratch } from './scratch.ts'

/**
 * Shards of a batch. Fixed by the batch and the model alone: each has a gradient of its own, so that no two threads add to
 * one number, and their sum does not depend on who was first.
 */
export function shardsOf(rows: number, parameterFloats: number): number {
  const byRows = Math.min(8, Math.floor(rows / 8))
  const byMemory = Math.floor(gradientBudget / (4 * parameterFloats))
  return Math.max(1, Math.min(byRows, byMemory))
}

const gradientBudget = 512 * 1024 * 1024

/**
 * Bytes that training this model takes with `workers` threads, before anything is reserved.
 */
export function planMemory(
  architecture: Architecture,
  {
    rows,
    loss,
    negatives,
    adversary,
    averages = false,
    examplesApart = false,
    asked,
  }: Pick<
    LearnerOptions,
    'rows' | 'loss' | 'negatives' | 'adversary' | 'averages' | 'examplesApart' | 'asked'
  >,
  workers: number,
) {
  const parameters = mapParameters(parametersOf(architecture))
  const shards = examplesApart ? rows : shardsOf(rows, parameters.floats)
  const workspaceBytes = measureScratch(
    architecture,
    Math.ceil(rows / shards),
    architecture.length,
    { loss, negatives, learns: asked === undefined || asked.gradients },
    { kernels: idleKernels, tile: cacheTile },
  )
  const layout = layOutMemory({
    parameters,
    items: architecture.items,
    moved: adversary === undefined ? 0 : itemFloats(parameters),
    averages,
    moments: asked === undefined,
    gradients: asked?.gradients ?? true,
    shards,
    rows,
    length: architecture.length,
    sides: architecture.sides?.length ?? 0,
    floatsPerRow: Math.max(architecture.width, asked?.floatsPerRow ?? 0),
    workers: Math.min(workers, shards),
    workspaceBytes,
  })
  return { parameters, shards, layout }
}
