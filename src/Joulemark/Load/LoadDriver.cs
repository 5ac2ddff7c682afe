using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Statistics;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>
/// Puts one configuration's load on its server and hands on a record of each request. The position in the task goes on
/// from stage to stage, so that every item is asked before any is asked again.
/// </summary>
internal sealed class LoadDriver(
    PlannedConfiguration configuration, WorkloadTask task, IInferenceServer server, MonotonicClock clock, Action<RequestRecord> record,
    Action<string, Diagnostic?, IReadOnlyDictionary<string, string>?>? note = null, int position = 0)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);
    private const int LooksForItsEnd = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly ILoadShape _shape = BuiltIns.Load(configuration.Spec.Load.Kind);
    private readonly TaskPlaces _places = new(task.Items.Count, position);

    /// <summary>How many items have been asked so far.</summary>
    public int Position => _places.Next;

    /// <summary>True where a window is the whole task.</summary>
    public bool IsWholeTask => _shape.IsWholeTask(configuration.Spec.Load);

    /// <summary>True where requests go out by a schedule, or all at once, and not when others are answered.</summary>
    public bool IsOpenLoop => _shape.TargetInFlight(configuration.Spec.Load) is null;

    /// <summary>Opens the connections that the load will need.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        server.PrepareAsync(_shape.Connections(configuration.Spec.Load, task), cancellationToken);

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
            Stage = stage,
            Random = new SeededRandom(spec.Seed, (int)stage, repeat),
            Send = null!,
            Note = note ?? ((_, _, _) => { }),
        };
        var recorder = new RequestRecorder(configuration, task, stage, repeat, record);
        var pass = new Lazy<int>(_places.BeginPass);
        run.Send = request =>
        {
            // Which item it is, is settled in the order of the calls, whichever thread goes on with it.
            var place = request.Item is { } item ? _places.Take(pass.Value + item) : _places.Take();
            return request.Due > clock.Now
                ? Task.Run(() => ConverseAsync(run, recorder, request, place, cancellationToken), CancellationToken.None)
                : ConverseAsync(run, recorder, request, place, cancellationToken);
        };
        run.Drained = _shape.RunAsync(run, run.Stopping);
        run.Finished = FinishAsync(run, recorder);
        return run;
    }

    private static async Task FinishAsync(LoadRun run, RequestRecorder recorder)
    {
        try
        {
            await run.Drained;
        }
        finally
        {
            await recorder.CompleteAsync();
            run.NoteSkipped();
        }
    }

    /// <summary>Asks one item, turn by turn. Gives the moment the last answer ended, null where one failed or none was sent.</summary>
    private async Task<Timestamp?> ConverseAsync(LoadRun run, RequestRecorder recorder, LoadRequest wanted, int place, CancellationToken cancellationToken)
    {
        if (run.Failure is not null || ServerIsGone(run))
            return null;
        var (number, pass) = (place % task.Items.Count, place / task.Items.Count);
        var item = pass > 0 && task.Renew is { } renew ? renew(number, pass) : task.Items[number];
        var asked = new AskedItem(number, item, item.FollowUps.Count > 0 ? place : null);
        var messages = new List<ChatMessage>(2 + (2 * item.FollowUps.Count));
        if (configuration.Spec.Workload.System is { } system)
            messages.Add(new ChatMessage("system", system));
        messages.Add(new ChatMessage("user", item.Prompt));
        var request = Ask(run, item, messages);
        if (wanted.Due is not null)
            server.Prepare(request); // what can be done before its time makes neither it nor the next one late

        if (wanted.Due is { } moment && !await run.UntilAsync(moment).ConfigureAwait(false))
        {
            if (wanted.Item is null)
                _places.GiveBack();
            return null;
        }

        if (run.InFlight >= wanted.MostInFlight)
        {
            run.Skip(wanted.MostInFlight.Value);
            return null;
        }

        var reply = await SendAsync(run, recorder, asked, wanted.Query, turn: 0, request, wanted.Due, cancellationToken).ConfigureAwait(false);
        for (var turn = 1; turn <= item.FollowUps.Count && reply is { Error: null } && !run.Stopping.IsCancellationRequested; turn++)
        {
            // The user reads the answer and thinks; then the next turn is due, and no sooner.
            var due = reply.Ended + ThinkTime.Of(run.Spec, configuration.Spec.Seed, place, turn);
            messages = [.. messages, new ChatMessage("assistant", reply.Output), new ChatMessage("user", item.FollowUps[turn - 1])];
            request = Ask(run, item, messages);
            server.Prepare(request);
            if (!await run.UntilAsync(due).ConfigureAwait(false))
                break;
            reply = await SendAsync(run, recorder, asked, wanted.Query, turn, request, due, cancellationToken).ConfigureAwait(false);
        }

        return reply is { Error: null } ? reply.Ended : null;
    }

    private ServerRequest Ask(LoadRun run, TaskItem item, IReadOnlyList<ChatMessage> messages)
    {
        var spec = configuration.Spec;
        var first = true;
        return new ServerRequest
        {
            Messages = messages,
            PromptTokenIds = item.PromptTokenIds,
            Tensors = item.Tensors.Count > 0 ? item.Tensors : null,
            MaxOutputTokens = item.OutputTokens ?? spec.Workload.MaxOutputTokens,
            ExactOutputTokens = item.OutputTokens is not null,
            Temperature = spec.Workload.Temperature,
            Seed = spec.Seed,
            OnToken = () =>
            {
                run.CountChunk(first);
                first = false;
            },
        };
    }

    private async Task<ServerReply?> SendAsync(
        LoadRun run, RequestRecorder recorder, AskedItem asked, int? query, int turn, ServerRequest request, Timestamp? due, CancellationToken cancellationToken)
    {
        run.CountSent();
        var reply = await server.SendAsync(request, cancellationToken).ConfigureAwait(false);
        run.CountAnswered();
        recorder.Add(new AnsweredRequest(asked, query, turn, request, due ?? reply.Begun, reply));
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
            await run.UntilAsync(clock.Now + (pause < LongestPause ? pause : LongestPause)).ConfigureAwait(false);

            // Of a server of ours a lost connection is mostly its end, which is seen a moment later.
            for (var looks = server.IsStartedHere && reply.ErrorKind == FailureKinds.Connection ? LooksForItsEnd : 0; looks > 0 && server.ExitReason is null && !run.Stopping.IsCancellationRequested; looks--)
                await run.UntilAsync(clock.Now + PauseAfterFailure).ConfigureAwait(false);
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
