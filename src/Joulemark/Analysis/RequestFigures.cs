using Joulemark.Analysis.Metrics;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// What one walk through a configuration's requests gathers. A long run has a million of them, packed, and each walk unpacks them
/// all: what needs no more than to see each once is gathered here together.
/// </summary>
internal sealed class RequestFigures
{
    private readonly WindowLoad[] _inTime;
    private readonly WindowOrder _order;
    private readonly List<int> _measured;
    private readonly SortedDictionary<int, StageLoad> _stages = [];
    private readonly Dictionary<string, int> _errors = new(StringComparer.Ordinal);

    private RequestFigures(IReadOnlyList<WindowLoad> loads, TaskAnswers answers, int requests)
    {
        (Loads, Answers, _measured) = (loads, answers, new List<int>(requests));
        _inTime = [.. loads.OrderBy(l => l.Window.Start)];
        _order = new WindowOrder(_inTime.Select(l => l.Window));
    }

    /// <summary>One load for each measured window, in their order.</summary>
    public IReadOnlyList<WindowLoad> Loads { get; }

    /// <summary>Numbers of the requests that were due in a measured window.</summary>
    public IReadOnlyList<int> Measured => _measured;

    /// <summary>Token counts of the answers among those.</summary>
    public TokenFigures Tokens { get; } = new();

    /// <summary>Failed ones among those by the kind of their error.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    /// <summary>What was answered to the task's items, in whatever stage.</summary>
    public TaskAnswers Answers { get; }

    /// <summary>What the load of each measured window sent.</summary>
    public IReadOnlyList<StageLoad> Stages => [.. _stages.Values];

    /// <summary>Walks through a configuration's requests.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="windows">Its measured windows.</param>
    /// <param name="requests">Its requests.</param>
    /// <param name="objectives">Its objectives.</param>
    /// <param name="isImported">True where another tool measured, whose count of the work stands.</param>
    public static RequestFigures Of(
        ConfigurationRecord configuration, IReadOnlyList<WindowRecord> windows, IReadOnlyList<RequestRecord> requests, IReadOnlyList<Objective> objectives, bool isImported)
    {
        var figures = new RequestFigures([.. windows.Select(w => new WindowLoad(w, objectives, isImported))], new TaskAnswers(configuration), requests.Count);
        var number = 0;
        foreach (var request in requests)
            figures.Add(request, number++);
        return figures;
    }

    private void Add(RequestRecord request, int number)
    {
        Answers.Add(request);
        if (request.Stage == Stage.Window)
        {
            if (!_stages.TryGetValue(request.Repeat, out var stage))
                _stages[request.Repeat] = stage = new StageLoad();
            stage.Add(request);
        }

        var from = request.Scheduled < request.Sent ? request.Scheduled : request.Sent;
        for (var i = _order.FirstAfter(from); i < _inTime.Length && _inTime[i].Window.Start <= request.Ended; i++)
        {
            if (_inTime[i].Add(request))
                AddMeasured(request, number);
        }
    }

    private void AddMeasured(RequestRecord request, int number)
    {
        _measured.Add(number);
        if (request.Error is null)
            Tokens.Add(request);
        else
            _errors[request.ErrorKind ?? "unknown"] = _errors.GetValueOrDefault(request.ErrorKind ?? "unknown") + 1;
    }
}
