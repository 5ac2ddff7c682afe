using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>The children of a process, those included that ended and that nobody has waited for.</summary>
internal static class ProcessChildren
{
    /// <summary>Their numbers; none where the process is gone.</summary>
    public static IEnumerable<int> Of(string procfs, int pid)
    {
        // Each thread lists the children it forked (CONFIG_PROC_CHILDREN, on in every distribution's kernel).
        string[] threads;
        try
        {
            threads = Directory.GetDirectories(Path.Combine(procfs, pid.ToString(CultureInfo.InvariantCulture), "task"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var thread in threads)
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(thread, "children"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            foreach (var child in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                yield return int.Parse(child, NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }
}
