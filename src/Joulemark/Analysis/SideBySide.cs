using System.Runtime.ExceptionServices;

namespace Joulemark.Analysis;

/// <summary>
/// Work on many runs, each by a core of its own as far as there are any. No more of them at a time: each waits for work of its own
/// in turn, and a pool that all of them fill gives them threads for it one by one, twice a second.
/// </summary>
internal static class SideBySide
{
    /// <summary>What is made of each, in order.</summary>
    /// <exception cref="Exception">What is wrong with the first that anything is wrong with.</exception>
    public static IReadOnlyList<TResult> Of<T, TResult>(IReadOnlyList<T> all, Func<T, TResult> work)
    {
        var (made, wrong) = (new TResult[all.Count], new ExceptionDispatchInfo?[all.Count]);
        Parallel.For(0, all.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                made[i] = work(all[i]);
            }
            catch (Exception e)
            {
                wrong[i] = ExceptionDispatchInfo.Capture(e);
            }
        });
        Array.Find(wrong, w => w is not null)?.Throw();
        return made;
    }
}
