using System.Text;
using Joulemark.Storage;

namespace Joulemark.Cli.Rendering;

/// <summary>Standard output or standard error, where they may be gone: a full disk, a closed terminal, a pipe that nobody reads.</summary>
/// <param name="inner">The stream.</param>
/// <param name="lost">What is done about a text that could not be written.</param>
internal sealed class GuardedWriter(TextWriter inner, Action<Exception> lost) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>
    /// Guards both. What cannot be written to standard error is dropped: no run of hours ends for want of a place for its
    /// progress. What cannot be written to standard output was asked for, and is an error.
    /// </summary>
    public static void Install()
    {
        Console.SetOut(new GuardedWriter(Console.Out, e => throw StandardOutput.Unwritable(e)));
        Console.SetError(new GuardedWriter(Console.Error, _ => { }));
    }

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Flush() => Guard(inner.Flush);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (FileFailure.Is(e)) // of a closed one .NET says that access is denied
        {
            lost(e);
        }
    }
}
