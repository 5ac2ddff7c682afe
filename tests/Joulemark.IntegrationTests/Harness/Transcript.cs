namespace Joulemark.IntegrationTests.Harness;

/// <summary>The lines of a stream as they come, for those who wait for one.</summary>
internal sealed class Transcript
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource<string> Found)> _waiting = [];
    private bool _ended;

    /// <summary>Takes a line; null at the stream's end.</summary>
    public void Add(string? line)
    {
        lock (_lock)
        {
            if (line is not null)
                _lines.Add(line);
            else
                _ended = true;
            foreach (var (text, found) in _waiting)
            {
                if (line?.Contains(text, StringComparison.Ordinal) == true)
                    found.TrySetResult(line);
                else if (_ended)
                    found.TrySetException(new InvalidOperationException("The stream has ended."));
            }
        }
    }

    /// <summary>The first line that holds a text, once it is there.</summary>
    public Task<string> LineAsync(string text)
    {
        lock (_lock)
        {
            if (_lines.Find(l => l.Contains(text, StringComparison.Ordinal)) is { } line)
                return Task.FromResult(line);
            if (_ended)
                return Task.FromException<string>(new InvalidOperationException("The stream has ended."));
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, found));
            return found.Task;
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return string.Join('\n', _lines);
    }
}
