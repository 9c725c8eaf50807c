import { interruption, wasAborted } from "./interruption.ts";
import { type ProgressView, progressView, silentView } from "./progress.ts";

/**
 * Does work that a user may stop: shows its progress on standard error, and after Ctrl-C says how to go on.
 *
 * @returns undefined where it was stopped; the exit code then says so
 */
export async function interruptibly<Result>(
  { db, quiet }: { readonly db: string; readonly quiet: boolean },
  work: (signal: AbortSignal, progress: ProgressView) => Promise<Result>,
): Promise<Result | undefined> {
  const progress = quiet ? silentView : progressView(process.stderr);
  const interrupted = interruption(progress.say);
  try {
    return await work(interrupted.signal, progress);
  } catch (error) {
    const exitCode = interrupted.exitCode();
    if (exitCode === undefined || !wasAborted(error)) throw error;
    progress.say(`Stopped. What was done is in ${db}; the same command goes on from there.`);
    process.exitCode = exitCode;
    return undefined;
  } finally {
    progress.close();
    interrupted.release();
  }
}
