using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>What a load shape has to work with in one stage of a run.</summary>
public interface ILoadStage
{
    /// <summary>The load asked for.</summary>
    LoadSpec Spec { get; }

    /// <summary>The task whose items are sent.</summary>
    WorkloadTask Task { get; }

    /// <summary>Which stage it is: a warm-up goes on until it is stopped, whatever the shape.</summary>
    Stage Stage { get; }

    /// <summary>Randomness of this stage: the same in every run of the same seed, another in each repeat.</summary>
    Random Random { get; }

    /// <summary>The present moment on the run's clock.</summary>
    Timestamp Now { get; }

    /// <summary>Waits until a moment, to some tens of microseconds; at once when it has passed.</summary>
    /// <returns>False when the load was stopped meanwhile.</returns>
    ValueTask<bool> UntilAsync(Timestamp due);

    /// <summary>
    /// Sends an item and returns when it is answered, or its whole conversation is. It returns the moment the answer
    /// ended; null where it failed or nothing was sent any more. Items are taken in the order of the calls.
    /// </summary>
    Task<Timestamp?> SendAsync(LoadRequest request = default);

    /// <summary>Records that the load goes over to another level.</summary>
    /// <param name="message">What it is now, in words.</param>
    /// <param name="facts">The same by name.</param>
    void Mark(string message, IReadOnlyDictionary<string, string> facts);
}
