/** One line a request, when it has ended: lines are written at once, so that none is lost with a program, and are dear beside a small request. */
import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';

export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const ended = { req: request, res: reply, responseTime: reply.elapsedTime };
    if (error) request.log.error({ ...ended, err: error }, 'request errored');
    else request.log.info(ended, 'request completed');
  }
}
