using Joulemark.Planning;

namespace Joulemark.Workloads;

/// <summary>A source of questions, with or without answers. One class and one line in <c>BuiltIns</c> add one.</summary>
public interface IWorkload
{
    /// <summary>Name in a spec.</summary>
    string Kind { get; }

    /// <summary>Makes the fixed task: the same spec and seed always give the same task.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">The data cannot be read; says file and line.</exception>
    WorkloadTask Load(WorkloadSpec spec, int seed);
}
