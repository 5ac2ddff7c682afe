using Joulemark.Records;

namespace Joulemark.Analysis.Metrics;

/// <summary>
/// What was answered to a task's items. Each counts once, by its first answer in any stage: whether an answer is right does not
/// depend on when it was given, and asking an item again says nothing new.
/// </summary>
/// <param name="configuration">The configuration whose task it is.</param>
internal sealed class TaskAnswers(ConfigurationRecord configuration)
{
    private readonly HashSet<int> _asked = [];
    private readonly Dictionary<int, bool?> _first = []; // null of one that only failed yet
    private Dictionary<int, bool>? _known;

    /// <summary>How many of the items were asked.</summary>
    public int Asked => _asked.Count;

    /// <summary>
    /// Whether each item was answered right the first time it was answered. One that only ever failed is not right: leaving it
    /// out would flatter a server that fails on the hard ones. None where the task has no answers to check, or where all failed:
    /// then nothing is known of the answers.
    /// </summary>
    public IReadOnlyDictionary<int, bool> First => _known ??= _first.Values.All(score => score is null) ? [] : _first.ToDictionary(f => f.Key, f => f.Value == true);

    /// <summary>Takes a request in, in the order they were sent.</summary>
    public void Add(RequestRecord request)
    {
        var item = request.Item % configuration.TaskDistinctItems;
        _asked.Add(item);
        if (!configuration.HasAnswers)
            return;
        if (request.Score is { } score && _first.GetValueOrDefault(item) is null)
            _first[item] = score == 1;
        else if (request is { Score: null, Error: not null, ErrorKind: not RequestRecord.Cancelled })
            _first.TryAdd(item, null);
    }
}
