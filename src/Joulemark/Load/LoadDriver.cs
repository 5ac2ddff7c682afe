using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>
/// Puts one configuration's load on its server and hands on a record of each request. The position in the task goes on
/// from stage to stage, so that every item is asked before any is asked again.
/// </summary>
internal sealed class LoadDriver(
    PlannedConfiguration configuration, WorkloadTask task, IInferenceServer server, MonotonicClock clock, Action<RequestRecord> record, int position = 0)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);
    private readonly ILoadShape _shape = BuiltIns.Load(configuration.Spec.Load.Kind);
    private int _next = position;

    /// <summary>How many items have been asked so far.</summary>
    public int Position => Volatile.Read(ref _next);

    /// <summary>Starts the load of one stage.</summary>
    /// <param name="stage">Stage that the records name.</param>
    /// <param name="repeat">Repeat that the records name.</param>
    /// <param name="cancellationToken">Ends the run: requests in flight are given up.</param>
    public LoadRun Start(Stage stage, int repeat, CancellationToken cancellationToken)
    {
        var run = new LoadRun(_shape.TargetInFlight(configuration.Spec.Load));
        run.Finished = _shape.RunAsync(configuration.Spec.Load, due => SendNextAsync(run, due, stage, repeat, cancellationToken), run.Stopping);
        return run;
    }

    private async Task<Timestamp?> SendNextAsync(LoadRun run, Timestamp? due, Stage stage, int repeat, CancellationToken cancellationToken)
    {
        if (run.Failure is not null || ServerIsGone(run))
            return null;

        var item = (int)((uint)(Interlocked.Increment(ref _next) - 1) % (uint)task.Items.Count);
        var scheduled = due ?? clock.Now;
        var first = true;
        var spec = configuration.Spec;
        var request = new ServerRequest(
            task.Items[item].Prompt, spec.Workload.System, spec.Workload.MaxOutputTokens, spec.Workload.Temperature, spec.Seed,
            OnToken: () =>
            {
                run.CountChunk(first);
                first = false;
            });
        var reply = await server.SendAsync(request, cancellationToken);
        record(ToRecord(reply, item, scheduled, stage, repeat));
        if (cancellationToken.IsCancellationRequested)
        {
            run.Stop();
            return null;
        }

        if (reply.Error is not null)
        {
            // A server that refuses is not hammered, and one that has died is seen to be dead: all its requests fail at
            // once, and its end says more than their errors.
            await clock.Delay(PauseAfterFailure, CancellationToken.None);
            if (ServerIsGone(run))
                return null;
        }

        run.CountRequest(reply);
        return reply.Error is null ? reply.Ended : null;
    }

    /// <summary>Ends the load when the server is gone.</summary>
    private bool ServerIsGone(LoadRun run)
    {
        if (server.ExitReason is not { } reason)
            return false;
        run.Fail(new Diagnostic("JM3009", DiagnosticSeverity.Error, reason, "Look into the server's log in the run folder."));
        return true;
    }

    private RequestRecord ToRecord(ServerReply reply, int item, Timestamp scheduled, Stage stage, int repeat)
    {
        var answer = task.Items[item].Answer;
        return new RequestRecord
        {
            Configuration = configuration.Name,
            Stage = stage,
            Repeat = repeat,
            Item = item,
            Scheduled = scheduled,
            Sent = reply.Sent,
            FirstByte = reply.FirstByte,
            FirstToken = reply.Tokens.Count > 0 ? reply.Tokens[0] : null,
            LastToken = reply.Tokens.Count > 0 ? reply.Tokens[^1] : null,
            Ended = reply.Ended,
            Tokens = reply.Tokens,
            Usage = reply.Usage,
            FinishReason = reply.FinishReason,
            Output = reply.Output,
            Score = reply.Error is null && answer is not null && task.Scorer is { } scorer ? (scorer.IsCorrect(reply.Output, answer) ? 1 : 0) : null,
            Error = reply.Error,
            ErrorKind = reply.ErrorKind,
        };
    }
}
