using System.Collections.Concurrent;

namespace Joulemark.Onnx.Inference;

/// <summary>
/// Runs all requests in one forward pass per step; a request joins and leaves between steps (continuous batching: Yu et
/// al., Orca, OSDI 2022). Its thread sleeps when there is nothing to do.
/// </summary>
internal sealed class ContinuousBatcher : IDisposable
{
    private readonly LanguageModel _model;
    private readonly int _mostAtOnce;
    private readonly BlockingCollection<GenerationRequest> _waiting = [];
    private readonly List<Sequence> _active = [];
    private readonly KeyValueCache _cache;
    private readonly Thread _thread;

    public ContinuousBatcher(LanguageModel model, int mostAtOnce)
    {
        _model = model;
        _mostAtOnce = mostAtOnce;
        _cache = new KeyValueCache(model.Info);
        _thread = new Thread(Run) { Name = "batcher", IsBackground = true };
        _thread.Start();
    }

    /// <summary>What it has done so far.</summary>
    public BatcherCounters Counters { get; } = new();

    /// <summary>Requests that wait for a place in the batch.</summary>
    public int Waiting => _waiting.Count;

    public void Submit(GenerationRequest request) => _waiting.Add(request);

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Run()
    {
        try
        {
            while (Admit())
            {
                if (_active.Count > 0)
                    Decode();
            }
        }
        catch (Exception e)
        {
            // A model that fails must not leave its callers waiting.
            _active.ForEach(s => s.Finish(endedByModel: false, e));
            while (_waiting.TryTake(out var request))
                request.Writer.TryComplete(e);
            throw;
        }
    }

    /// <summary>Lets waiting requests join; waits for one when none is under way. False when it is over.</summary>
    private bool Admit()
    {
        var joining = new List<GenerationRequest>();
        if (_active.Count == 0)
        {
            try
            {
                var request = _waiting.Take();
                if (!IsGivenUp(request))
                    joining.Add(request);
            }
            catch (InvalidOperationException)
            {
                return false; // nothing more will come
            }
        }

        while (_active.Count + joining.Count < _mostAtOnce && _waiting.TryTake(out var next))
        {
            if (!IsGivenUp(next))
                joining.Add(next);
        }

        if (joining.Count > 0)
            Prefill(joining.ConvertAll(r => new Sequence(r)));
        return true;
    }

    /// <summary>True for a request whose client has left, or that waits while the server stops: no joule is spent on it.</summary>
    private bool IsGivenUp(GenerationRequest request)
    {
        if (!request.Cancelled.IsCancellationRequested && !_waiting.IsAddingCompleted)
            return false;
        request.Writer.TryComplete();
        return true;
    }

    private void Prefill(List<Sequence> joining)
    {
        var first = _active.Count;
        _cache.Fit(first + joining.Count, Math.Max(joining.Max(s => s.Request.Prompt.Count), Longest) + 1, first);
        Counters.CountPrefill(joining.Sum(s => s.Request.Prompt.Count));
        _model.Forward(joining.ConvertAll(s => new ModelRow(s.Request.Prompt, 0)), first, _cache, (row, logits) => joining[row].Take(logits));
        joining.ForEach(s => s.Length = s.Request.Prompt.Count);
        _active.AddRange(joining);
        RemoveDone();
    }

    private void Decode()
    {
        _cache.Fit(_active.Count, Longest + 1, _active.Count);
        Counters.CountStep(_active.Count);
        _model.Forward(_active.ConvertAll(s => s.NextRow), 0, _cache, (row, logits) => _active[row].Take(logits));
        _active.ForEach(s => s.Length++);
        RemoveDone();
    }

    private int Longest => _active.Count == 0 ? 0 : _active.Max(s => s.Length);

    private void RemoveDone()
    {
        for (var slot = _active.Count - 1; slot >= 0; slot--)
        {
            var sequence = _active[slot];
            if (!sequence.IsDone && sequence.Request.Cancelled.IsCancellationRequested)
                sequence.Finish(endedByModel: false);
            if (!sequence.IsDone)
                continue;
            var last = _active.Count - 1;
            if (slot != last)
                _cache.Move(last, slot);
            _active[slot] = _active[last];
            _active.RemoveAt(last);
        }

        Counters.Running = _active.Count;
    }
}
