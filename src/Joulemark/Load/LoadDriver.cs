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
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly ILoadShape _shape = BuiltIns.Load(configuration.Spec.Load.Kind);
    private int _next = position;
    private int _conversations;
    private int _wholeTasks;

    /// <summary>How many items have been asked so far.</summary>
    public int Position => Volatile.Read(ref _next);

    /// <summary>True where a window is the whole task.</summary>
    public bool IsWholeTask => _shape.IsWholeTask(configuration.Spec.Load);

    /// <summary>Opens the connections that the load will need.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        server.PrepareAsync(Math.Min(_shape.TargetInFlight(configuration.Spec.Load) ?? 1, task.Items.Count), cancellationToken);

    /// <summary>Starts the load of one stage.</summary>
    /// <param name="stage">Stage that the records name.</param>
    /// <param name="repeat">Repeat that the records name.</param>
    /// <param name="cancellationToken">Ends the run: requests in flight are given up.</param>
    public LoadRun Start(Stage stage, int repeat, CancellationToken cancellationToken)
    {
        var spec = configuration.Spec;
        var run = new LoadRun(_shape.TargetInFlight(spec.Load), clock)
        {
            Spec = spec.Load,
            Task = task,
            Random = new Random(unchecked((spec.Seed * 31) + ((int)stage * 7919) + (repeat * 104_729))),
            Send = null!,
        };
        var recorder = new RequestRecorder(configuration, task, stage, repeat, record);
        var pass = IsWholeTask ? _wholeTasks++ : 0;
        run.Send = (due, item) => ConverseAsync(run, recorder, due, item, pass, cancellationToken);
        run.Finished = FinishAsync(_shape.RunAsync(run, run.Stopping), recorder);
        return run;
    }

    private static async Task FinishAsync(Task load, RequestRecorder recorder)
    {
        try
        {
            await load;
        }
        finally
        {
            await recorder.CompleteAsync();
        }
    }

    /// <summary>Asks one item, turn by turn. Gives the moment the last answer ended, null where one failed.</summary>
    private async Task<Timestamp?> ConverseAsync(LoadRun run, RequestRecorder recorder, Timestamp? due, int? wanted, int pass, CancellationToken cancellationToken)
    {
        if (run.Failure is not null || ServerIsGone(run))
            return null;
        int number;
        if (wanted is { } one)
        {
            number = one;
        }
        else
        {
            var next = (uint)(Interlocked.Increment(ref _next) - 1);
            number = (int)(next % (uint)task.Items.Count);
            pass = (int)(next / (uint)task.Items.Count);
        }

        var item = pass > 0 && task.Renew is { } renew ? renew(number, pass) : task.Items[number];
        var asked = new AskedItem(number, item, item.FollowUps.Count > 0 ? Interlocked.Increment(ref _conversations) - 1 : null);
        var messages = new List<ChatMessage>(2 + (2 * item.FollowUps.Count));
        if (configuration.Spec.Workload.System is { } system)
            messages.Add(new ChatMessage("system", system));
        messages.Add(new ChatMessage("user", item.Prompt));
        var reply = await SendAsync(run, recorder, asked, turn: 0, messages, due, cancellationToken);
        for (var turn = 1; turn <= item.FollowUps.Count && reply is { Error: null } && !run.Stopping.IsCancellationRequested; turn++)
        {
            messages = [.. messages, new ChatMessage("assistant", reply.Output), new ChatMessage("user", item.FollowUps[turn - 1])];
            reply = await SendAsync(run, recorder, asked, turn, messages, reply.Ended, cancellationToken);
        }

        return reply is { Error: null } ? reply.Ended : null;
    }

    private async Task<ServerReply?> SendAsync(
        LoadRun run, RequestRecorder recorder, AskedItem asked, int turn, IReadOnlyList<ChatMessage> messages, Timestamp? due, CancellationToken cancellationToken)
    {
        var spec = configuration.Spec;
        var first = true;
        var request = new ServerRequest
        {
            Messages = messages,
            Tensors = asked.Item.Tensors.Count > 0 ? asked.Item.Tensors : null,
            MaxOutputTokens = asked.Item.OutputTokens ?? spec.Workload.MaxOutputTokens,
            ExactOutputTokens = asked.Item.OutputTokens is not null,
            Temperature = spec.Workload.Temperature,
            Seed = spec.Seed,
            OnToken = () =>
            {
                run.CountChunk(first);
                first = false;
            },
        };
        run.CountSent();
        var reply = await server.SendAsync(request, cancellationToken).ConfigureAwait(false);
        recorder.Add(new AnsweredRequest(asked, turn, request, due ?? reply.Begun, reply));
        if (cancellationToken.IsCancellationRequested)
        {
            run.Stop();
            return null;
        }

        if (reply.Error is not null)
        {
            // A server that refuses is not hammered, and one that has died is seen to be dead: all its requests fail at
            // once, and its end says more than their errors.
            var pause = reply.RetryAfter is { } wish && wish > PauseAfterFailure ? wish : PauseAfterFailure;
            await clock.Delay(pause < LongestPause ? pause : LongestPause, run.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ServerIsGone(run))
                return null;
        }

        run.CountRequest(reply);
        return reply;
    }

    /// <summary>Ends the load when the server is gone.</summary>
    private bool ServerIsGone(LoadRun run)
    {
        if (server.ExitReason is not { } reason)
            return false;
        run.Fail(new Diagnostic("JM3009", DiagnosticSeverity.Error, reason, "Look into the server's log in the run folder."));
        return true;
    }
}
