import type { Architecture } from '../architecture.ts'
import type { Tile } from '../losses/full-softmax.ts'
import { parametersOf } from '../networks/table.ts'
import type { LearnerOptions } from '../training/learner.ts'
import { layOutMemory, type MemoryLayout } from '../training/memory-layout.ts'
import { itemFloats, mapParameters, type ParameterMap } from '../training/parameters.ts'
import { measureScratch } from '../training/scratch.ts'
import { deviceKernels } from './device-kernels.ts'
import type { Recorder } from './recorder.ts'

/** Scores that are made at once: enough for every part of a device to be busy. */
export const deviceTile: Tile = { floats: 16 * 1024 * 1024, rows: 4096 }

export interface DeviceLayout extends MemoryLayout {
  /** One float a row of the batch's positions: its part of the loss. */
  readonly lossRows: number
  readonly meanLoss: number
}

/**
 * How a model and its training lie in a device's memory. The whole batch is one shard: its threads add to one gradient in
 * an order that is fixed by the kernels.
 */
export function planDeviceMemory(
  architecture: Architecture,
  {
    rows,
    loss,
    negatives,
    adversary,
    averages = false,
    asked,
  }: Pick<LearnerOptions, 'rows' | 'loss' | 'negatives' | 'adversary' | 'averages' | 'asked'>,
): { readonly parameters: ParameterMap; readonly layout: DeviceLayout } {
  const parameters = mapParameters(parametersOf(architecture))
  const { items, length, width } = architecture
  const kernels = deviceKernels({ recorder: idleRecorder, written: () => new Int32Array(0), losses: () => 0 })
  const walked = { kernels, tile: deviceTile }
  const learns = asked === undefined || asked.gradients
  const workspaceBytes = measureScratch(architecture, rows, length, { loss, negatives, learns }, walked)
  const own = layOutMemory({
    ...{
      parameters,
      items,
      moved: adversary === undefined ? 0 : itemFloats(parameters),
      averages,
      moments: asked === undefined,
      gradients: asked?.gradients ?? true,
      shards: 1,
      rows,
      length,
      floatsPerRow: Math.max(width, asked?.floatsPerRow ?? 0),
      workers: 1,
      workspaceBytes,
      sides: 0,
    },
  })
  const lossRows = own.bytes
  const meanLoss = lossRows + Math.ceil((rows * length) / 16) * 64
  const layout = { ...own, lossRows, meanLoss, bytes: meanLoss + 256 }
  return { parameters, layout }
}

const idleRecorder: Recorder = {
  mostGroups: Number.POSITIVE_INFINITY,
  dispatch: () => undefined,
  each: () => undefined,
  rows: () => undefined,
  columns: () => undefined,
  codes: () => 0,
  spare: () => undefined,
}
