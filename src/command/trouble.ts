/** Expected errors end a command with a line instead of a stack trace. */
import { AppError } from '../error';
import { cleaner, secretsIn } from '../secrets';
import { EXIT, type Io } from './io';
import { plainLines } from './terminal';

/** Runs a command; an error that we can word becomes a line on stderr and exit code 2. */
export async function orTrouble(io: Io, command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    io.stderr.write(`trailwarden: ${plainLines(cleaner(secretsIn(io.env))(error.message))}\n`);
    return EXIT.trouble;
  }
}
