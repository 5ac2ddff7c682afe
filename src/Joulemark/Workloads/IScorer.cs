namespace Joulemark.Workloads;

/// <summary>Checks an answer.</summary>
public interface IScorer
{
    /// <summary>Name in a spec.</summary>
    string Name { get; }

    /// <summary>True when the output gives the expected answer.</summary>
    bool IsCorrect(string output, string answer);
}
